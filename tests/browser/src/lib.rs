//! Driving the built page in Chromium.
