//! Formulas in texts, as far as plain letters can show them.
//!
//! Input: text with parts between dollars. Output: text. Never: fractions and what else has more than one line.

/// Names of letters and signs.
const NAMES: &[(&str, char)] = &[
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("pi", 'π'),
    ("rho", 'ρ'),
    ("sigma", 'σ'),
    ("tau", 'τ'),
    ("phi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
    ("Gamma", 'Γ'),
    ("Delta", 'Δ'),
    ("Theta", 'Θ'),
    ("Lambda", 'Λ'),
    ("Sigma", 'Σ'),
    ("Phi", 'Φ'),
    ("Psi", 'Ψ'),
    ("Omega", 'Ω'),
    ("cdot", '·'),
    ("times", '×'),
    ("pm", '±'),
    ("infty", '∞'),
    ("approx", '≈'),
    ("leq", '≤'),
    ("geq", '≥'),
    ("sum", '∑'),
    ("int", '∫'),
    ("partial", '∂'),
    ("sqrt", '√'),
];

/// A text with its formulas in plain letters.
pub(super) fn plain(text: &str) -> String {
    if text.matches('$').count() < 2 {
        return text.to_owned();
    }
    let parts = text.split('$').enumerate();
    parts.map(|(n, part)| if n % 2 == 1 { formula(part) } else { part.to_owned() }).collect()
}

fn formula(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                let name = &rest[..end];
                rest = rest[end..].trim_start();
                match NAMES.iter().find(|(known, _)| *known == name) {
                    Some((_, sign)) => out.push(*sign),
                    None => out += name,
                }
            }
            '^' | '_' => {
                let (group, behind) = group(rest);
                out += &placed(group, c);
                rest = behind;
            }
            '{' | '}' => {}
            '-' => out.push('−'),
            c => out.push(c),
        }
    }
    out
}

/// The first group of a text, a letter or what stands between braces, and what is behind it.
fn group(text: &str) -> (&str, &str) {
    if let Some((inside, behind)) = text.strip_prefix('{').and_then(|text| text.split_once('}')) {
        return (inside, behind);
    }
    text.split_at(text.chars().next().map_or(0, char::len_utf8))
}

/// A group above (`^`) or below the line, where there are such letters.
fn placed(group: &str, how: char) -> String {
    let above = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ";
    let below = "₀₁₂₃₄₅₆₇₈₉₊₋ₙ";
    let letters = if how == '^' { above } else { below };
    let letter = |c: char| "0123456789+-n".chars().position(|it| it == c).and_then(|n| letters.chars().nth(n));
    group.chars().map(letter).collect::<Option<String>>().unwrap_or_else(|| format!("{how}{group}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_letters() {
        let texts = ["$x^2$", "a $\\alpha_{10}$ b", "costs 3$", "$e^{-x}$", "$10^{-3}$"].map(plain);
        assert_eq!(texts, ["x²", "a α₁₀ b", "costs 3$", "e^-x", "10⁻³"]);
    }
}
