"""The multimodal model: a GGUF language model that sees the photo, run by llama.cpp."""
