//! What pages of HTML share.

/// Their look.
pub(super) const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem}\
code,pre{font-family:ui-monospace,monospace}h3{margin:1.5rem 0 0;font-size:1rem}p{margin:.2rem 0}\
.facts{color:#555;font-size:.9rem}nav a{margin-right:.6rem}";

/// Text within a page.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
