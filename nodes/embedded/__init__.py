"""The embedded model: a DeepFloyd IF in miniature, its data and its training."""
