# Build the installer for Windows on x86-64. Not run yet: see packaging/README.md.
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
# Needs Python 3.11 or later from python.org, the Build Tools for Visual Studio with C++ and CMake
# (for llama.cpp), and Inno Setup 6.
$ErrorActionPreference = 'Stop'
Set-Location (Join-Path $PSScriptRoot '..\..')

function Invoke-Checked([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program ended with $LASTEXITCODE" }
}

$env:SOURCE_DATE_EPOCH = git log -1 --format=%ct
$env:PYTHONHASHSEED = '0'
# For every processor with AVX2, not for this one's kind alone.
$env:CMAKE_ARGS = '-DGGML_NATIVE=OFF -DMTMD_VIDEO=OFF -DLLAMA_OPENSSL=OFF'

Invoke-Checked py @('-3', '-m', 'venv', 'build\venv')
$python = 'build\venv\Scripts\python.exe'
# Once, and then committed. Without NVIDIA's 300 MB: the CPU's ONNX Runtime in the place of the GPU's.
if (-not (Test-Path 'packaging\locks\windows-cpu.txt')) { Invoke-Checked $python @('packaging\lock.py') }
Invoke-Checked $python @('-m', 'pip', 'install', '--no-deps', '--require-hashes', '-r', 'packaging\locks\windows-cpu.txt')
Invoke-Checked $python @('packaging\icons.py', 'build\icons')
Invoke-Checked 'build\venv\Scripts\pyinstaller.exe' @('--noconfirm', '--clean', 'packaging\img2loc.spec')
$version = & $python -c 'import img2loc_desktop; print(img2loc_desktop.__version__)'
Invoke-Checked 'iscc' @("/DVersion=$version", 'packaging\windows\img2loc.iss')
Get-FileHash -Algorithm SHA256 "dist\img2loc-desktop-$version-windows-x86_64.exe" |
    ForEach-Object { "$($_.Hash.ToLower())  $(Split-Path -Leaf $_.Path)" } |
    Out-File -Encoding ascii "dist\SHA256SUMS-windows"
