//! "Did you mean": the candidate nearest to a misspelled name.
//!
//! Input: a name and candidates. Output: the best candidate, if one is near enough.
//! Never: knowledge of where the candidates come from.

/// The candidate nearest to `name`, if few edits lead to it (about a third of the letters, as CPython counts).
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    // Every name of two letters would be near to a name of one.
    if length < 2 {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let limit = (length + candidate.chars().count() + 3) / 6;
        if candidate == name || candidate.len().abs_diff(name.len()) > 4 * limit {
            continue;
        }
        let distance = distance(name, candidate);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edits (insert, delete, replace, swap of neighbors) that make `b` of `a`; a change of case alone counts none.
fn distance(a: &str, b: &str) -> usize {
    let fold = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (fold(a), fold(b));
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            next[j] = replaced.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                next[j] = next[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_names_are_found() {
        assert_eq!(nearest("lenght", ["length", "width"]), Some("length"));
        assert_eq!(nearest("nump", ["numba", "numpy"]), Some("numpy"));
        assert_eq!(nearest("Njit", ["njit", "jit"]), Some("njit"));
        assert_eq!(nearest("i", ["id", "len"]), None);
        assert_eq!(nearest("foo", ["foo"]), None);
    }
}
