"""Looking at pictures, without a window: values to pixels, the other side, from afar, before and after."""
