//! Statements and blocks.
//!
//! Input: pairs of lines and blocks. Output: statements, and diagnostics for lines that are none. Never: expressions.

use super::super::ast::{
    Alias, BinOp, ClassDef, ExceptHandler, Expr, FunctionDef, Ident, MatchCase, Stmt, StmtKind, Try, WithItem,
};
use super::super::diagnose;
use super::super::grammar::{Node, Rule, parts, span_of};
use super::Builder;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use pest::iterators::Pairs;

/// The inner nodes of a statement, in order.
type Parts<'i> = std::iter::Peekable<std::vec::IntoIter<Node<'i>>>;

fn queue(node: Node<'_>) -> Parts<'_> {
    parts(node).collect::<Vec<_>>().into_iter().peekable()
}

fn take<'i>(parts: &mut Parts<'i>, rule: Rule) -> Option<Node<'i>> {
    parts.next_if(|node| node.as_rule() == rule)
}

/// A node that the grammar promises.
fn need<'i>(parts: &mut Parts<'i>) -> Node<'i> {
    parts.next().unwrap_or_else(|| crate::ice!("the grammar and the tree builder disagree"))
}

fn end_of(body: &[Stmt], default: Span) -> Span {
    body.last().map_or(default, |stmt| stmt.span)
}

impl Builder<'_> {
    pub(super) fn module(&mut self, root: Node) {
        let inner = root.into_inner();
        let last = inner.clone().filter(|node| node.as_rule() != Rule::EOI).last();
        self.built.ends_in_block = last.is_some_and(|node| node.as_rule() != Rule::simple_line);
        self.built.module.body = self.items(inner);
    }

    fn items(&mut self, nodes: Pairs<Rule>) -> Vec<Stmt> {
        let mut body = Vec::new();
        for node in nodes {
            self.item(node, &mut body);
        }
        body
    }

    fn item(&mut self, node: Node, body: &mut Vec<Stmt>) {
        match node.as_rule() {
            Rule::simple_line => node.into_inner().for_each(|line| self.item(line, body)),
            Rule::simple_body => body.extend(parts(node).map(|simple| self.simple(simple))),
            Rule::over_indented => {
                let at = self.over_indented(&node);
                body.extend(self.in_block(at, |this| this.items(node.into_inner())).unwrap_or_default());
            }
            Rule::bad_statement => self.bad_statement(node),
            Rule::bad_line => self.bad_line(&node),
            Rule::EOI => {}
            _ => body.push(self.compound(node)),
        }
    }

    // -- Lines that are wrong

    fn bad_statement(&mut self, node: Node) {
        for inner in node.into_inner() {
            match inner.as_rule() {
                Rule::bad_line => self.bad_line(&inner),
                Rule::bad_block => self.orphan(inner),
                _ => self.orphan_clause(inner),
            }
        }
    }

    /// A clause after a bad header: that it has no partner is no news, but its own words may be wrong too.
    fn orphan_clause(&mut self, node: Node) {
        for inner in node.into_inner() {
            if inner.as_rule() == Rule::bad_block {
                self.orphan(inner);
                continue;
            }
            let diagnostic = diagnose::bad_line(self.masked, span_of(&inner));
            self.built.diagnostics.extend(diagnostic.filter(|diagnostic| diagnostic.code != "NJ0116"));
        }
    }

    fn orphan(&mut self, block: Node) {
        let at = span_of(&block);
        let line = Span { start: at.start, end: at.start + 1 };
        let statements = self.in_block(line, |this| this.items(block.into_inner()));
        self.built.orphans.extend(statements);
    }

    fn bad_line(&mut self, node: &Node) {
        if let Some(diagnostic) = diagnose::bad_line(self.masked, span_of(node)) {
            self.error(diagnostic);
        }
    }

    fn over_indented(&mut self, node: &Node) -> Span {
        let diagnostic = diagnose::wrong_indentation(self.masked, node.as_span().start());
        let span = diagnostic.primary.span;
        if self.built.diagnostics.last() != Some(&diagnostic) {
            self.error(diagnostic);
        }
        span
    }

    fn missing_block(&mut self, at: usize, after: &str, head: Span) {
        let missing = diagnose::missing_block(self.masked, at, after, head);
        self.built.incomplete |= missing.at_end;
        self.error(missing.diagnostic);
    }

    // -- Blocks

    /// The statements of a `block`; `after` names the statement in a message.
    fn block(&mut self, node: Node, after: &str, head: Span) -> Vec<Stmt> {
        let lines = |this: &mut Self| {
            let mut body = Vec::new();
            for inner in node.into_inner() {
                if inner.as_rule() == Rule::missing_block {
                    this.missing_block(inner.as_span().start(), after, head);
                } else {
                    this.item(inner, &mut body);
                }
            }
            body
        };
        self.in_block(head, lines).unwrap_or_default()
    }

    /// The block after the head at the front of `parts`, if it is there: (head, block).
    fn section<'i>(&mut self, parts: &mut Parts<'i>, part: Rule, after: &str) -> Option<(Node<'i>, Vec<Stmt>)> {
        let mut inner = queue(take(parts, part)?);
        let head = need(&mut inner);
        let span = span_of(&head);
        let body = self.block(need(&mut inner), after, span);
        Some((head, body))
    }

    fn else_block(&mut self, parts: &mut Parts) -> Vec<Stmt> {
        self.section(parts, Rule::else_part, "'else' statement").map_or_else(Vec::new, |(_, body)| body)
    }

    // -- Compound statements

    fn compound(&mut self, node: Node) -> Stmt {
        match node.as_rule() {
            Rule::if_stmt => self.if_stmt(node),
            Rule::while_stmt => self.while_stmt(node),
            Rule::for_stmt => self.for_stmt(node),
            Rule::with_stmt => self.with_stmt(node),
            Rule::try_stmt => self.try_stmt(node),
            Rule::match_stmt => self.match_stmt(node),
            Rule::class_def => self.class_def(node, Vec::new()),
            Rule::decorated => self.decorated(node),
            _ => self.function_def(node, Vec::new()),
        }
    }

    fn if_stmt(&mut self, node: Node) -> Stmt {
        let mut parts = queue(node);
        let head = need(&mut parts);
        let span = span_of(&head);
        let elifs = parts.clone().filter(|part| part.as_rule() == Rule::elif_part).count();
        let built = self.nested(elifs + 1, span, |this| this.if_chain(head, &mut parts));
        built.unwrap_or(Stmt { kind: StmtKind::Pass, span })
    }

    fn if_chain(&mut self, head: Node, parts: &mut Parts) -> Stmt {
        let span = span_of(&head);
        let test = self.first_expr(head);
        let body = self.block(need(parts), "'if' statement", span);
        let mut chain = vec![(span, test, body)];
        while let Some((head, body)) = self.section(parts, Rule::elif_part, "'elif' statement") {
            let span = span_of(&head);
            chain.push((span, self.first_expr(head), body));
        }
        let mut orelse = self.else_block(parts);
        while let Some((head, test, body)) = chain.pop() {
            let span = head.to(end_of(&body, head)).to(end_of(&orelse, head));
            orelse = vec![Stmt { kind: StmtKind::If { test, body, orelse }, span }];
        }
        orelse.remove(0)
    }

    fn while_stmt(&mut self, node: Node) -> Stmt {
        let mut parts = queue(node);
        let head = need(&mut parts);
        let span = span_of(&head);
        let test = self.first_expr(head);
        let body = self.block(need(&mut parts), "'while' statement", span);
        let orelse = self.else_block(&mut parts);
        let span = span.to(end_of(&body, span)).to(end_of(&orelse, span));
        Stmt { kind: StmtKind::While { test, body, orelse }, span }
    }

    fn for_stmt(&mut self, node: Node) -> Stmt {
        let mut parts = queue(node);
        let head = need(&mut parts);
        let span = span_of(&head);
        let mut inner = queue(head);
        let is_async = take(&mut inner, Rule::kw_async).is_some();
        let target = self.targets(need(&mut inner));
        let iter = self.value(need(&mut inner));
        let body = self.block(need(&mut parts), "'for' statement", span);
        let orelse = self.else_block(&mut parts);
        let span = span.to(end_of(&body, span)).to(end_of(&orelse, span));
        Stmt { kind: StmtKind::For { target, iter, body, orelse, is_async }, span }
    }

    fn with_stmt(&mut self, node: Node) -> Stmt {
        let mut parts = queue(node);
        let head = need(&mut parts);
        let span = span_of(&head);
        let mut inner = queue(head);
        let is_async = take(&mut inner, Rule::kw_async).is_some();
        let items = inner.map(|item| self.with_item(item)).collect();
        let body = self.block(need(&mut parts), "'with' statement", span);
        let span = span.to(end_of(&body, span));
        Stmt { kind: StmtKind::With { items, body, is_async }, span }
    }

    fn with_item(&mut self, node: Node) -> WithItem {
        let mut inner = queue(node);
        let context = self.value(need(&mut inner));
        WithItem { context, target: inner.next().map(|target| self.target(target)) }
    }

    fn try_stmt(&mut self, node: Node) -> Stmt {
        let mut parts = queue(node);
        let head = span_of(&need(&mut parts));
        let mut built = Try { body: self.block(need(&mut parts), "'try' statement", head), ..Try::default() };
        while let Some(part) = take(&mut parts, Rule::except_part) {
            let (handler, is_star) = self.except_part(part);
            built.is_star |= is_star;
            built.handlers.push(handler);
        }
        built.orelse = self.else_block(&mut parts);
        let finally = self.section(&mut parts, Rule::finally_part, "'finally' statement");
        let mut span = head.to(end_of(&built.body, head)).to(end_of(&built.orelse, head));
        span = built.handlers.last().map_or(span, |handler| span.to(handler.span));
        match finally {
            Some((_, body)) => built.finalbody = body,
            None if built.handlers.is_empty() => self.lonely_try(head, span),
            None => {}
        }
        span = span.to(end_of(&built.finalbody, span));
        Stmt { kind: StmtKind::Try(Box::new(built)), span }
    }

    fn lonely_try(&mut self, head: Span, whole: Span) {
        self.built.incomplete |= self.masked[whole.end as usize..].trim().is_empty();
        let message = "expected an 'except' or 'finally' block";
        self.error(Diagnostic::error("NJ0117", message, head).label("this 'try' has neither"));
    }

    fn except_part(&mut self, node: Node) -> (ExceptHandler, bool) {
        let mut inner = queue(node);
        let head = need(&mut inner);
        let span = span_of(&head);
        let mut words = queue(head);
        let is_star = take(&mut words, Rule::except_star).is_some();
        let exc = words.next().map(|exc| self.value(exc));
        let name = words.next().map(|name| self.ident(&name));
        let after = if is_star { "'except*' statement" } else { "'except' statement" };
        let body = self.block(need(&mut inner), after, span);
        let span = span.to(end_of(&body, span));
        (ExceptHandler { exc, name, body, span }, is_star)
    }

    fn decorated(&mut self, node: Node) -> Stmt {
        let mut parts = queue(node);
        let whole = parts.peek().map(span_of).unwrap_or_default();
        let mut decorators = Vec::new();
        while let Some(decorator) = take(&mut parts, Rule::decorator) {
            decorators.push(self.first_expr(decorator));
        }
        let definition = need(&mut parts);
        match definition.as_rule() {
            Rule::function_def => self.function_def(definition, decorators),
            Rule::class_def => self.class_def(definition, decorators),
            _ => self.missing_definition(definition.as_span().start(), whole),
        }
    }

    fn missing_definition(&mut self, at: usize, decorator: Span) -> Stmt {
        if let Some(missing) = diagnose::missing_definition(self.masked, at, decorator) {
            self.built.incomplete |= missing.at_end;
            self.error(missing.diagnostic);
        }
        Stmt { kind: StmtKind::Pass, span: decorator }
    }

    fn function_def(&mut self, node: Node, decorators: Vec<Expr>) -> Stmt {
        let mut parts = queue(node);
        let head = need(&mut parts);
        let header = span_of(&head);
        let mut words = queue(head);
        let is_async = take(&mut words, Rule::kw_async).is_some();
        let name = self.ident(&need(&mut words));
        let params = take(&mut words, Rule::parameters).map(|params| self.params(params)).unwrap_or_default();
        let returns = words.next().map(|returns| self.first_expr(returns));
        let body = self.block(need(&mut parts), "function definition", header);
        let span = header.to(end_of(&body, header));
        let def = FunctionDef { name, params, returns, body, decorators, is_async, header };
        Stmt { kind: StmtKind::FunctionDef(Box::new(def)), span }
    }

    fn class_def(&mut self, node: Node, decorators: Vec<Expr>) -> Stmt {
        let mut parts = queue(node);
        let head = need(&mut parts);
        let span = span_of(&head);
        let mut words = queue(head);
        let name = self.ident(&need(&mut words));
        let bases = words.next().map(|arguments| self.arguments(arguments)).unwrap_or_default();
        let body = self.block(need(&mut parts), "class definition", span);
        let span = span.to(end_of(&body, span));
        Stmt { kind: StmtKind::ClassDef(Box::new(ClassDef { name, bases, body, decorators })), span }
    }

    fn match_stmt(&mut self, node: Node) -> Stmt {
        let mut parts = queue(node);
        let head = need(&mut parts);
        let mut span = span_of(&head);
        let subject = self.first_expr(head);
        let mut cases = Vec::new();
        for part in parts {
            match part.as_rule() {
                Rule::case_part => {
                    let case = self.case_part(part);
                    span = span.to(end_of(&case.body, case.pattern.span));
                    cases.push(case);
                }
                Rule::missing_block => self.missing_block(part.as_span().start(), "'match' statement", span),
                Rule::bad_statement => self.not_a_case(part, span),
                _ => self.item(part, &mut Vec::new()),
            }
        }
        Stmt { kind: StmtKind::Match { subject, cases }, span }
    }

    /// A line of a `match` block that no `case` begins.
    fn not_a_case(&mut self, node: Node, head: Span) {
        if node.as_str().starts_with(['c', super::super::layout::BLOT]) {
            return self.bad_statement(node);
        }
        let line = node.into_inner().next().map(|line| span_of(&line)).unwrap_or_default();
        let diagnostic = Diagnostic::error("NJ0100", "expected `case` in a `match` block", line);
        self.error(diagnostic.also(head, "the block of this line"));
    }

    fn case_part(&mut self, node: Node) -> MatchCase {
        let mut parts = queue(node);
        let head = need(&mut parts);
        let span = span_of(&head);
        let mut words = queue(head);
        let pattern = self.pattern(need(&mut words));
        let guard = words.next().map(|guard| self.first_expr(guard));
        MatchCase { pattern, guard, body: self.block(need(&mut parts), "'case' statement", span) }
    }

    // -- Simple statements

    fn simple(&mut self, node: Node) -> Stmt {
        let span = span_of(&node);
        let mut inner = queue(node.clone());
        let kind = match node.as_rule() {
            Rule::return_stmt => StmtKind::Return(inner.next().map(|value| self.value(value))),
            Rule::pass_stmt => StmtKind::Pass,
            Rule::break_stmt => StmtKind::Break,
            Rule::continue_stmt => StmtKind::Continue,
            Rule::del_stmt => StmtKind::Delete(self.deleted(need(&mut inner))),
            Rule::raise_stmt => {
                let exc = inner.next().map(|exc| self.value(exc));
                StmtKind::Raise { exc, cause: inner.next().map(|cause| self.value(cause)) }
            }
            Rule::assert_stmt => {
                let test = self.value(need(&mut inner));
                StmtKind::Assert { test, msg: inner.next().map(|msg| self.value(msg)) }
            }
            Rule::global_stmt => StmtKind::Global(self.idents(inner)),
            Rule::nonlocal_stmt => StmtKind::Nonlocal(self.idents(inner)),
            Rule::type_stmt => {
                let name = self.ident(&need(&mut inner));
                StmtKind::TypeAlias { name, value: self.value(need(&mut inner)) }
            }
            Rule::import_stmt => StmtKind::Import(inner.map(|item| self.alias(item)).collect()),
            Rule::from_stmt => self.import_from(inner),
            _ => self.expression_stmt(inner),
        };
        Stmt { kind, span }
    }

    fn idents(&mut self, nodes: Parts) -> Vec<Ident> {
        nodes.map(|name| self.ident(&name)).collect()
    }

    fn alias(&mut self, item: Node) -> Alias {
        let mut inner = queue(item);
        let name = self.dotted(need(&mut inner));
        Alias { name, asname: inner.next().map(|name| self.ident(&name)) }
    }

    /// `a.b.c` as one name, spaces around the dots left out.
    fn dotted(&mut self, node: Node) -> Ident {
        if node.as_rule() != Rule::dotted_name {
            return self.ident(&node);
        }
        let span = span_of(&node);
        let names: Vec<_> = node.into_inner().map(|name| self.ident(&name).name.to_string()).collect();
        Ident { name: names.join(".").into(), span }
    }

    fn import_from(&mut self, mut inner: Parts) -> StmtKind {
        let mut level = 0;
        while take(&mut inner, Rule::dot).is_some() {
            level += 1;
        }
        let module = take(&mut inner, Rule::dotted_name).map(|module| self.dotted(module));
        let names = inner.map(|item| self.imported(item)).collect();
        StmtKind::ImportFrom { module, names, level }
    }

    fn imported(&mut self, item: Node) -> Alias {
        if item.as_rule() == Rule::import_star {
            return Alias { name: Ident { name: "*".into(), span: span_of(&item) }, asname: None };
        }
        self.alias(item)
    }

    fn expression_stmt(&mut self, mut inner: Parts) -> StmtKind {
        let first = self.value(need(&mut inner));
        match inner.peek().map(Node::as_rule) {
            None => StmtKind::Expr(first),
            Some(Rule::augmented) => self.augmented(first, need(&mut inner)),
            Some(Rule::annotated) => {
                let mut parts = queue(need(&mut inner));
                let annotation = self.value(need(&mut parts));
                let value = parts.next().map(|value| self.value(value));
                StmtKind::AnnAssign { target: first, annotation, value }
            }
            Some(_) => {
                let mut targets = vec![first];
                targets.extend(inner.map(|assigned| self.first_expr(assigned)));
                let value = targets.pop().unwrap_or_else(|| crate::ice!("an assignment without a value"));
                StmtKind::Assign { targets, value }
            }
        }
    }

    fn augmented(&mut self, target: Expr, node: Node) -> StmtKind {
        let mut parts = queue(node);
        let op_node = need(&mut parts);
        let op_span = span_of(&op_node);
        let op: BinOp = super::operators::binary_op(op_node.as_str().trim_end_matches('='));
        StmtKind::AugAssign { target, op, op_span, value: self.value(need(&mut parts)) }
    }
}
