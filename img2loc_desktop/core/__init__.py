"""What happens to a photo, without a screen: photos, encoder, index, estimator, exports.

Nothing in this package imports Qt.
"""
