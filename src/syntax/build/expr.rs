//! Expressions other than operators: displays, calls, comprehensions, lambda, conditionals.
//!
//! Input: pairs of an expression. Output: [`Expr`]. Never: precedence (`operators`), literals (`number`, `string`).

use super::super::ast::{Arg, Comprehension, Constant, Expr, ExprKind, Ident, Params};
use super::super::grammar::{Node, Rule, parts, significant, span_of};
use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

fn disagree() -> ! {
    crate::ice!("the grammar and the tree builder disagree about an expression")
}

impl Builder<'_> {
    /// Any node that stands for one value.
    pub(super) fn value(&mut self, node: Node) -> Expr {
        match node.as_rule() {
            Rule::expression => self.expression(node),
            Rule::operation => self.operation(node),
            Rule::star_list | Rule::subject | Rule::f_value => self.star_list(node),
            Rule::starred => self.starred(node),
            Rule::named => self.named(node),
            Rule::yield_expr => self.yield_expr(node),
            _ => disagree(),
        }
    }

    /// The value of a node's first inner node that carries meaning.
    pub(super) fn first_expr(&mut self, node: Node) -> Expr {
        match parts(node).next() {
            Some(inner) => self.value(inner),
            None => disagree(),
        }
    }

    /// `lambda x: a if b else c`, folded from the right.
    fn expression(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        let mut inner: Vec<Node> = parts(node).collect();
        if inner.len() == 1 {
            return inner.pop().map_or_else(|| disagree(), |operation| self.operation(operation));
        }
        let built = self.nested(inner.len(), span, |this| this.fold_conditional(inner, span));
        built.unwrap_or(Expr { kind: ExprKind::Constant(Constant::None), span })
    }

    fn fold_conditional(&mut self, inner: Vec<Node>, whole: Span) -> Expr {
        let mut pieces: Vec<Piece> = inner.into_iter().map(|node| self.piece(node)).collect();
        let Some(Piece::Value(mut result, _)) = pieces.pop() else { disagree() };
        while let Some(piece) = pieces.pop() {
            match piece {
                Piece::Lambda(params, start) => {
                    let span = Span { start, end: whole.end };
                    result = Expr { kind: ExprKind::Lambda { params, body: Box::new(result) }, span };
                }
                Piece::Value(test, _) => {
                    let Some(Piece::Value(body, start)) = pieces.pop() else { disagree() };
                    let (test, body, orelse) = (Box::new(test), Box::new(body), Box::new(result));
                    result =
                        Expr { kind: ExprKind::IfExp { test, body, orelse }, span: Span { start, end: whole.end } };
                }
            }
        }
        result
    }

    fn piece(&mut self, node: Node) -> Piece {
        let start = span_of(&node).start;
        if node.as_rule() == Rule::lambda_head {
            let params = parts(node).next().map(|params| self.params(params)).unwrap_or_default();
            return Piece::Lambda(Box::new(params), start);
        }
        Piece::Value(self.operation(node), start)
    }

    /// One value, or a tuple without parentheses.
    fn star_list(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        let (mut items, is_tuple) = self.items_of(node);
        if items.len() == 1 && !is_tuple {
            return items.remove(0);
        }
        Expr { kind: ExprKind::Tuple(items), span }
    }

    /// The values of a list, and whether a comma makes it a tuple.
    fn items_of(&mut self, node: Node) -> (Vec<Expr>, bool) {
        let mut has_comma = false;
        let mut items = Vec::new();
        for item in parts(node) {
            if item.as_rule() == Rule::trailing_comma {
                has_comma = true;
            } else {
                items.push(self.value(item));
            }
        }
        let is_tuple = has_comma || items.len() > 1;
        (items, is_tuple)
    }

    /// What `del` deletes: `del a, b` and `del (a, b)`.
    pub(super) fn deleted(&mut self, node: Node) -> Vec<Expr> {
        self.items_of(node).0
    }

    fn starred(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        Expr { kind: ExprKind::Starred(Box::new(self.first_expr(node))), span }
    }

    /// An expression, or `name := value`.
    fn named(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        let mut inner = node.into_inner();
        let Some(first) = inner.next() else { disagree() };
        let expr = self.value(first);
        match inner.next() {
            Some(value) => self.walrus(expr, value, span),
            None => expr,
        }
    }

    fn walrus(&mut self, target: Expr, value: Node, span: Span) -> Expr {
        let value = Box::new(self.first_expr(value));
        let target = match target.kind {
            ExprKind::Name(name) => Ident { name, span: target.span },
            _ => {
                let diagnostic = Diagnostic::error("NJ0123", "only a name can stand before `:=`", target.span);
                self.error(diagnostic.label("not a name"));
                Ident { name: "_".into(), span: target.span }
            }
        };
        Expr { kind: ExprKind::NamedExpr { target, value }, span }
    }

    fn yield_expr(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        let inner = parts(node).next();
        let kind = match inner {
            None => ExprKind::Yield(None),
            Some(from) if from.as_rule() == Rule::yield_from => ExprKind::YieldFrom(Box::new(self.first_expr(from))),
            Some(list) => ExprKind::Yield(Some(Box::new(self.value(list)))),
        };
        Expr { kind, span }
    }

    // -- What a loop assigns to

    pub(super) fn targets(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        let is_tuple = node.clone().into_inner().nth(1).is_some();
        let mut items = Vec::new();
        for item in node.into_inner().filter(|item| item.as_rule() != Rule::trailing_comma) {
            items.push(self.target(item));
        }
        if !is_tuple {
            return items.pop().unwrap_or_else(|| disagree());
        }
        Expr { kind: ExprKind::Tuple(items), span }
    }

    pub(super) fn target(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        let star = node.clone().into_inner().next().filter(|first| first.as_rule() == Rule::target_star);
        let value = self.operation(node);
        match star {
            Some(_) => Expr { kind: ExprKind::Starred(Box::new(value)), span },
            None => value,
        }
    }

    // -- Atoms

    pub(super) fn atom(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        let kind = match node.as_rule() {
            Rule::name | Rule::singleton => self.name(&node),
            Rule::number => self.number(&node),
            Rule::ellipsis => ExprKind::Constant(Constant::Ellipsis),
            Rule::strings => self.strings(node),
            Rule::paren => return self.paren(node, span),
            Rule::list => self.list(node),
            Rule::brace => self.brace(node),
            _ => disagree(),
        };
        Expr { kind, span }
    }

    /// A name, or one of the three constants that look like one.
    fn name(&mut self, node: &Node) -> ExprKind {
        match node.as_str() {
            "None" => ExprKind::Constant(Constant::None),
            "True" => ExprKind::Constant(Constant::Bool(true)),
            "False" => ExprKind::Constant(Constant::Bool(false)),
            _ => ExprKind::Name(self.ident(node).name),
        }
    }

    fn paren(&mut self, node: Node, span: Span) -> Expr {
        if node.clone().into_inner().any(|part| part.as_rule() == Rule::comp_for) {
            let (element, generators) = self.comprehension(node);
            return Expr { kind: ExprKind::GeneratorExp { element, generators }, span };
        }
        let (mut items, is_tuple) = self.items_of(node);
        if items.len() != 1 || is_tuple {
            return Expr { kind: ExprKind::Tuple(items), span };
        }
        let inner = items.remove(0);
        if let ExprKind::Starred(value) = inner.kind {
            let diagnostic = Diagnostic::error(
                "NJ0127",
                "a starred value cannot stand alone in parentheses",
                inner.span,
            )
            .fix(Span { start: inner.span.end, end: inner.span.end }, ",", "a comma makes it a tuple");
            self.error(diagnostic);
            return *value;
        }
        inner
    }

    fn list(&mut self, node: Node) -> ExprKind {
        if node.clone().into_inner().any(|part| part.as_rule() == Rule::comp_for) {
            let (element, generators) = self.comprehension(node);
            return ExprKind::ListComp { element, generators };
        }
        ExprKind::List(self.items_of(node).0)
    }

    fn comprehension(&mut self, node: Node) -> (Box<Expr>, Vec<Comprehension>) {
        let mut inner = node.into_inner();
        let Some(element) = inner.next() else { disagree() };
        let element = self.value(element);
        if matches!(element.kind, ExprKind::Starred(_)) {
            let message = "a comprehension cannot unpack its element";
            self.error(Diagnostic::error("NJ0127", message, element.span).label("not allowed here"));
        }
        (Box::new(element), inner.map(|comp_for| self.comp_for(comp_for)).collect())
    }

    fn comp_for(&mut self, node: Node) -> Comprehension {
        let mut inner = significant(node.into_inner()).peekable();
        let is_async = inner.next_if(|part| part.as_rule() == Rule::kw_async).is_some();
        let (Some(targets), Some(iter)) = (inner.next(), inner.next()) else { disagree() };
        let target = self.targets(targets);
        let iter = self.value(iter);
        Comprehension { target, iter, ifs: inner.map(|comp_if| self.first_expr(comp_if)).collect(), is_async }
    }

    // -- Braces

    fn brace(&mut self, node: Node) -> ExprKind {
        let span = span_of(&node);
        let (items, comps): (Vec<_>, Vec<_>) = node.into_inner().partition(|part| part.as_rule() == Rule::brace_item);
        let items: Vec<BraceItem> = items.into_iter().map(|item| self.brace_item(item)).collect();
        let generators: Vec<Comprehension> = comps.into_iter().map(|comp_for| self.comp_for(comp_for)).collect();
        let is_set = matches!(items.first(), Some(BraceItem::Element(_)));
        if !generators.is_empty() {
            return self.brace_comprehension(items, generators, span);
        }
        if let Some(wrong) = items.iter().find(|item| matches!(item, BraceItem::Element(_)) != is_set) {
            self.mixed_braces(wrong.span(), is_set);
        }
        if is_set {
            return ExprKind::Set(items.into_iter().map(BraceItem::into_value).collect());
        }
        ExprKind::Dict(items.into_iter().map(BraceItem::into_entry).collect())
    }

    fn mixed_braces(&mut self, span: Span, is_set: bool) {
        let label = if is_set { "the elements before it have no key" } else { "expected `: value`" };
        let message = "a dict's entries all need a key, a set's elements have none";
        self.error(Diagnostic::error("NJ0128", message, span).label(label));
    }

    fn brace_comprehension(
        &mut self,
        mut items: Vec<BraceItem>,
        generators: Vec<Comprehension>,
        span: Span,
    ) -> ExprKind {
        if items.is_empty() {
            disagree();
        }
        match items.remove(0) {
            BraceItem::Element(element) => ExprKind::SetComp { element: Box::new(element), generators },
            BraceItem::Entry(key, value) => {
                ExprKind::DictComp { key: Box::new(key), value: Box::new(value), generators }
            }
            BraceItem::Spread(value) => {
                let message = "a comprehension cannot unpack its element";
                self.error(Diagnostic::error("NJ0127", message, span).label("`**` is not allowed here"));
                ExprKind::SetComp { element: Box::new(value), generators }
            }
        }
    }

    fn brace_item(&mut self, node: Node) -> BraceItem {
        let mut inner = node.into_inner();
        let Some(first) = inner.next() else { disagree() };
        if first.as_rule() == Rule::dict_spread {
            return BraceItem::Spread(self.first_expr(first));
        }
        let is_key = first.as_rule() == Rule::named && first.clone().into_inner().nth(1).is_none();
        let element = self.value(first);
        let Some(value) = inner.next() else { return BraceItem::Element(element) };
        if !is_key {
            let diagnostic = Diagnostic::error("NJ0127", "this cannot be the key of a dict", element.span);
            self.error(diagnostic.note("parentheses around it may help"));
        }
        let key = match element.kind {
            ExprKind::Starred(key) => *key,
            _ => element,
        };
        BraceItem::Entry(key, self.first_expr(value))
    }

    // -- Calls and subscripts

    pub(super) fn arguments(&mut self, node: Node) -> Vec<Arg> {
        let nodes: Vec<Node> = node.into_inner().collect();
        if nodes.len() > 1 {
            nodes.iter().for_each(|argument| self.bare_generator(argument));
        }
        nodes.into_iter().map(|argument| self.argument(argument)).collect()
    }

    /// A generator without parentheses is the only argument.
    fn bare_generator(&mut self, argument: &Node) {
        if argument.clone().into_inner().any(|part| part.as_rule() == Rule::comp_for) {
            let span = span_of(argument);
            let message = "a generator beside other arguments needs parentheses";
            let fix = format!("({})", self.masked[span.start as usize..span.end as usize].trim());
            self.error(Diagnostic::error("NJ0125", message, span).fix(span, fix, "write"));
        }
    }

    fn argument(&mut self, node: Node) -> Arg {
        match node.as_rule() {
            Rule::double_starred => Arg::DoubleStarred(self.first_expr(node)),
            Rule::starred_argument => Arg::Starred(self.first_expr(node)),
            _ => self.positional(node),
        }
    }

    /// `value`, `name=value`, `name := value`, `value for ..`.
    fn positional(&mut self, node: Node) -> Arg {
        let span = span_of(&node);
        let mut inner = node.into_inner().peekable();
        let Some(first) = inner.next() else { disagree() };
        let mut value = self.value(first);
        if let Some(keyword) = inner.next_if(|part| part.as_rule() == Rule::keyword_value) {
            return self.keyword(value, keyword);
        }
        if let Some(walrus) = inner.next_if(|part| part.as_rule() == Rule::walrus_value) {
            let whole = value.span.to(span_of(&walrus));
            value = self.walrus(value, walrus, whole);
        }
        let generators: Vec<Comprehension> = inner.map(|comp_for| self.comp_for(comp_for)).collect();
        if generators.is_empty() {
            return Arg::Positional(value);
        }
        Arg::Positional(Expr { kind: ExprKind::GeneratorExp { element: Box::new(value), generators }, span })
    }

    fn keyword(&mut self, name: Expr, value: Node) -> Arg {
        let value = self.first_expr(value);
        let ExprKind::Name(text) = name.kind else {
            let diagnostic = Diagnostic::error("NJ0123", "only a name can stand before `=` in a call", name.span)
                .label("not a name")
                .note("`==` compares");
            self.error(diagnostic);
            return Arg::Positional(value);
        };
        Arg::Keyword(Ident { name: text, span: name.span }, value)
    }

    /// What stands in `[..]` behind a value.
    pub(super) fn index(&mut self, node: Node) -> Expr {
        let nodes: Vec<Node> = node.into_inner().collect();
        let is_tuple = nodes.len() > 1;
        let mut items = Vec::with_capacity(nodes.len());
        let mut span: Option<Span> = None;
        for node in nodes.into_iter().filter(|node| node.as_rule() != Rule::trailing_comma) {
            let own = span_of(&node);
            span = Some(span.map_or(own, |span| span.to(own)));
            items.push(self.slice_item(node));
        }
        let is_starred = matches!(items.first(), Some(Expr { kind: ExprKind::Starred(_), .. }));
        if items.len() == 1 && !is_tuple && !is_starred {
            return items.remove(0);
        }
        Expr { kind: ExprKind::Tuple(items), span: span.unwrap_or_default() }
    }

    fn slice_item(&mut self, node: Node) -> Expr {
        let span = span_of(&node);
        let (mut lower, mut upper, mut step, mut is_slice) = (None, None, None, false);
        for part in node.into_inner() {
            if part.as_rule() != Rule::slice_upper {
                lower = Some(self.value(part));
                continue;
            }
            is_slice = true;
            for bound in part.into_inner() {
                match bound.as_rule() {
                    Rule::slice_step => step = bound.into_inner().next().map(|step| Box::new(self.value(step))),
                    _ => upper = Some(Box::new(self.value(bound))),
                }
            }
        }
        match (lower, is_slice) {
            (Some(value), false) => value,
            (lower, _) => Expr { kind: ExprKind::Slice { lower: lower.map(Box::new), upper, step }, span },
        }
    }
}

/// A piece of a conditional expression: the start is the place with parentheses.
enum Piece {
    Lambda(Box<Params>, u32),
    Value(Expr, u32),
}

/// What stands between the commas of `{..}`.
enum BraceItem {
    Element(Expr),
    Entry(Expr, Expr),
    Spread(Expr),
}

impl BraceItem {
    fn span(&self) -> Span {
        match self {
            BraceItem::Element(value) | BraceItem::Spread(value) => value.span,
            BraceItem::Entry(key, value) => key.span.to(value.span),
        }
    }

    fn into_value(self) -> Expr {
        match self {
            BraceItem::Element(value) | BraceItem::Entry(value, _) | BraceItem::Spread(value) => value,
        }
    }

    fn into_entry(self) -> (Option<Expr>, Expr) {
        match self {
            BraceItem::Entry(key, value) => (Some(key), value),
            BraceItem::Element(value) | BraceItem::Spread(value) => (None, value),
        }
    }
}
