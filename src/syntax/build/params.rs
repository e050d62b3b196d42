//! Parameters of `def` and `lambda`.
//!
//! Input: pairs of a parameter list, in any order. Output: [`Params`], and diagnostics for a wrong order. Never: names
//! that occur twice (`check` finds those).

use super::super::ast::{Param, Params};
use super::super::grammar::{Node, Rule, parts, span_of};
use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Where in a parameter list we are.
#[derive(Default)]
struct Progress {
    /// The bare `*`, until a parameter follows it.
    bare_star: Option<Span>,
    /// `*` or `*args` was there.
    starred: Option<Span>,
    slash: Option<Span>,
}

impl Builder<'_> {
    pub(super) fn params(&mut self, node: Node) -> Params {
        let mut params = Params::default();
        let mut progress = Progress::default();
        for item in node.into_inner() {
            if let Some(kwarg) = &params.kwarg {
                let diagnostic = Diagnostic::error("NJ0131", "a parameter after `**`", span_of(&item))
                    .label("nothing may follow")
                    .also(kwarg.name.span, "takes all other keyword arguments");
                self.error(diagnostic);
            }
            match item.as_rule() {
                Rule::slash => self.slash(&item, &mut params, &mut progress),
                Rule::star_parameter | Rule::lambda_star => self.star(item, &mut params, &mut progress),
                Rule::double_star_parameter | Rule::lambda_double_star => {
                    params.kwarg = item.into_inner().next().map(|param| self.param(param));
                }
                _ => self.plain_param(item, &mut params, &mut progress),
            }
        }
        if let Some(star) = progress.bare_star {
            let message = "named parameters must follow a bare `*`";
            self.error(Diagnostic::error("NJ0131", message, star).label("nothing follows"));
        }
        params
    }

    fn plain_param(&mut self, item: Node, params: &mut Params, progress: &mut Progress) {
        let param = self.param(item);
        if progress.starred.is_some() {
            progress.bare_star = None;
            params.keyword_only.push(param);
            return;
        }
        if param.default.is_none()
            && let Some(earlier) = params.positional.iter().rfind(|earlier| earlier.default.is_some())
        {
            let diagnostic = Diagnostic::error(
                "NJ0132",
                "a parameter without a default follows one with a default",
                param.name.span,
            )
            .label("needs a default too")
            .also(earlier.name.span, "has a default");
            self.error(diagnostic);
        }
        params.positional.push(param);
    }

    fn slash(&mut self, item: &Node, params: &mut Params, progress: &mut Progress) {
        let span = span_of(item);
        let problem = if let Some(earlier) = progress.slash {
            Some(("`/` may appear only once", earlier))
        } else if let Some(star) = progress.starred {
            Some(("`/` must stand before `*`", star))
        } else if params.positional.is_empty() {
            Some(("at least one parameter must stand before `/`", span))
        } else {
            None
        };
        if let Some((message, other)) = problem {
            let diagnostic = Diagnostic::error("NJ0131", message, span);
            self.error(if other == span { diagnostic } else { diagnostic.also(other, "this one stands before it") });
        }
        progress.slash = Some(span);
        params.n_positional_only = params.positional.len();
    }

    fn star(&mut self, item: Node, params: &mut Params, progress: &mut Progress) {
        let span = span_of(&item);
        if let Some(earlier) = progress.starred {
            let diagnostic =
                Diagnostic::error("NJ0131", "`*` may appear only once", span).also(earlier, "the first one");
            self.error(diagnostic);
        }
        progress.starred = Some(span);
        params.vararg = item.into_inner().next().map(|param| self.param(param));
        progress.bare_star = params.vararg.is_none().then_some(span);
        self.no_default(params.vararg.as_ref());
    }

    fn no_default(&mut self, param: Option<&Param>) {
        if let Some(default) = param.and_then(|param| param.default.as_ref()) {
            let message = "a `*` parameter cannot have a default value";
            self.error(Diagnostic::error("NJ0131", message, default.span).label("not allowed here"));
        }
    }

    fn param(&mut self, node: Node) -> Param {
        let mut inner = parts(node);
        let name = match inner.next() {
            Some(name) => self.ident(&name),
            None => crate::ice!("a parameter without a name"),
        };
        let mut param = Param { name, annotation: None, default: None };
        for part in inner {
            let is_annotation = part.as_rule() == Rule::annotation;
            let value = Some(self.first_expr(part));
            if is_annotation {
                param.annotation = value;
            } else {
                param.default = value;
            }
        }
        param
    }
}
