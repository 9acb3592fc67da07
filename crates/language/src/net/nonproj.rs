//! Arcs that cross: put back where training had lifted them, and where sentences then begin.
//!
//! Pseudo-projective parsing with the *head* scheme (Nivre and Nilsson, "Pseudo-Projective
//! Dependency Parsing", 2005): a lifted arc has a label `own||head's`; its true head is the
//! nearest descendant of the present head, breadth first, with the label `head's`.

use crate::doc::edges;
use crate::intern::intern;

/// Between the label of a lifted arc and that of its true head.
const DELIMITER: &str = "||";

/// Finds the true heads of lifted arcs. Heads are within the document; a root is its own.
pub(super) fn deprojectivise(heads: &mut [u32], labels: &mut [&'static str], spaces: &[bool]) {
    if !labels.iter().any(|label| label.contains(DELIMITER)) {
        return;
    }
    // The edges of the projective tree; heads are read as they have become.
    let edges = edges(heads);
    for child in 0..heads.len() {
        let Some((own, heads_label)) = labels[child].split_once(DELIMITER) else { continue };
        if let Some(head) = new_head(child, heads_label, heads, labels, spaces, &edges) {
            heads[child] = head as u32;
        }
        labels[child] = intern(own);
    }
}

fn new_head(
    child: usize,
    label: &str,
    heads: &[u32],
    labels: &[&str],
    spaces: &[bool],
    edges: &[(u32, u32)],
) -> Option<usize> {
    let mut queue = vec![heads[child] as usize];
    // No token is met twice in a tree; the bound keeps a malformed one from looping.
    let mut budget = heads.len();
    while !queue.is_empty() && budget > 0 {
        let mut below = Vec::new();
        for head in queue {
            let (left, right) = edges[head];
            for token in left as usize..=right as usize {
                let is_child = token != head && heads[token] as usize == head;
                if !is_child || spaces[token] || token == child {
                    continue;
                }
                if labels[token] == label {
                    return Some(token);
                }
                below.push(token);
            }
        }
        budget = budget.saturating_sub(below.len().max(1));
        queue = below;
    }
    None
}

/// Sentences begin at the left edge of every root.
pub(super) fn sentence_starts(heads: &[u32]) -> Vec<bool> {
    let mut starts = vec![false; heads.len()];
    for (index, (left, _)) in edges(heads).into_iter().enumerate() {
        if heads[index] as usize == index {
            starts[left as usize] = true;
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifted_arc_goes_back_to_its_head() {
        // "What did she want to see": What <- see (dobj), lifted to "want".
        let mut heads = [3, 3, 3, 3, 5, 3];
        let mut labels = ["dobj||xcomp", "aux", "nsubj", "ROOT", "aux", "xcomp"];
        deprojectivise(&mut heads, &mut labels, &[false; 6]);
        assert_eq!(heads, [5, 3, 3, 3, 5, 3]);
        assert_eq!(labels[0], "dobj");
    }

    #[test]
    fn without_such_a_descendant_the_head_stays() {
        let mut heads = [1, 1, 1];
        let mut labels = ["prep||ccomp", "ROOT", "dobj"];
        deprojectivise(&mut heads, &mut labels, &[false; 3]);
        assert_eq!((heads[0], labels[0]), (1, "prep"));
    }

    #[test]
    fn sentences_begin_at_the_left_edge_of_roots() {
        assert_eq!(sentence_starts(&[1, 1, 1, 4, 4]), [true, false, false, true, false]);
        // A crossing arc: token 2 hangs on 0, whose sentence starts at 0.
        assert_eq!(sentence_starts(&[0, 3, 0, 3]), [true, true, false, false]);
        assert_eq!(sentence_starts(&[]), [false; 0]);
    }
}
