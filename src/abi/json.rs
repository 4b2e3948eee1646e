//! Values as JSON, by their shapes.
