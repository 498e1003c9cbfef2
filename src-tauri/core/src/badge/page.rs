//! The printed badge: template, text fitting, PDF and PNG from one display list.
