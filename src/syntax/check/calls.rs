//! The order of arguments.
//!
//! Input: the arguments of a call. Output: diagnostics. Never: what the function takes.

use super::super::ast::Arg;
use super::Check;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

impl Check<'_> {
    pub(super) fn arguments(&mut self, args: &[Arg]) {
        let mut keyword: Option<Span> = None;
        let mut unpacked: Option<Span> = None;
        for (index, arg) in args.iter().enumerate() {
            match arg {
                Arg::Positional(value) => {
                    if let Some(earlier) = unpacked.or(keyword) {
                        let what = if unpacked.is_some() { "`**` argument" } else { "keyword argument" };
                        self.out_of_order(&format!("positional argument follows {what}"), value.span, earlier);
                    }
                }
                Arg::Starred(value) => {
                    if let Some(earlier) = unpacked {
                        self.out_of_order("`*` argument follows `**` argument", value.span, earlier);
                    }
                }
                Arg::Keyword(name, value) => {
                    self.repeated(&name.name, name.span, &args[..index]);
                    keyword = Some(name.span.to(value.span));
                }
                Arg::DoubleStarred(value) => unpacked = Some(value.span),
            }
        }
    }

    fn out_of_order(&mut self, message: &str, span: Span, earlier: Span) {
        let diagnostic = Diagnostic::error("NJ0125", message, span);
        self.error(diagnostic.label("must come first").also(earlier, "comes before it"));
    }

    fn repeated(&mut self, name: &str, span: Span, earlier: &[Arg]) {
        let first = earlier.iter().find_map(|arg| match arg {
            Arg::Keyword(other, _) if &*other.name == name => Some(other.span),
            _ => None,
        });
        if let Some(first) = first {
            let diagnostic = Diagnostic::error("NJ0125", format!("keyword argument `{name}` is given twice"), span);
            self.error(diagnostic.also(first, "the first one"));
        }
    }
}
