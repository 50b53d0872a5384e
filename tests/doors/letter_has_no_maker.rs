//! Only renderers make what may be mailed.
fn main() {
    let _ = masthead::render::Letter::new(String::new(), String::new(), String::new(), Vec::new());
}
