//! Loops written out: browsers that count every loop's rounds, against endless ones, keep drivers from
//! doing it, and what such a loop indexes then lies in memory instead of registers.

use std::collections::HashMap;

/// Ends the line of a loop `for (var i = 0u; i < COUNT; i++) {` that is to be written out. Its body,
/// up to the `}` below the `for`, becomes a block a round, in which `i` is a constant: nothing in it
/// may continue or break the loop.
const MARK: &str = " // written out";

/// The WGSL text with the marked loops written out. Counts are numbers, or constants that are
/// quotients of such.
///
/// # Panics
///
/// If a marked loop is none of these. The tests specialise every case of every kernel.
pub(super) fn unroll(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let constants: HashMap<&str, &str> = lines.iter().filter_map(|line| constant(line)).collect();
    let mut out = String::with_capacity(2 * text.len());
    write(&lines, &constants, &mut out);
    out
}

fn write(lines: &[&str], constants: &HashMap<&str, &str>, out: &mut String) {
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        rest = after;
        let Some(head) = line.strip_suffix(MARK) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let indent = &head[..head.len() - head.trim_start().len()];
        let end = after.iter().position(|line| line.strip_prefix(indent) == Some("}"));
        let (Some(end), Some((name, count))) = (end, counted(head.trim_start())) else {
            panic!("no loop to write out: {line}");
        };
        let (body, beyond) = after.split_at(end);
        for round in 0..value(count, constants) {
            out.push_str(&format!("{indent}{{\n{indent}    const {name} = {round}u;\n"));
            write(body, constants, out);
            out.push_str(&format!("{indent}}}\n"));
        }
        rest = &beyond[1..];
    }
}

/// Name and value in `const NAME: u32 = VALUE;`.
fn constant(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix("const ")?.split_once(": u32 = ")?;
    Some((name, value.split_once(';')?.0))
}

/// Variable and count in `for (var i = 0u; i < COUNT; i++) {`.
fn counted(head: &str) -> Option<(&str, &str)> {
    let (name, rest) = head.strip_prefix("for (var ")?.split_once(" = 0u; ")?;
    let count = rest.strip_prefix(name)?.strip_prefix(" < ")?;
    Some((name, count.strip_suffix(&format!("; {name}++) {{"))?))
}

/// A number, a constant, or a quotient of them.
fn value(text: &str, constants: &HashMap<&str, &str>) -> u32 {
    let one = |part: &str| match (part.strip_suffix('u').map(str::parse), constants.get(part)) {
        (Some(Ok(number)), _) => number,
        (_, Some(text)) => value(text, constants),
        _ => panic!("no count of rounds: {part}"),
    };
    let mut parts = text.split(" / ").map(one);
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |quotient, part| quotient / part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_loops_become_blocks_and_others_stay() {
        let text = "const TILE: u32 = 8u;\nconst STEPS: u32 = TILE / 4u;\nfn main() {\n    for (var i = \
                    0u; i < STEPS; i++) { // written out\n        a[i] = 1;\n    }\n    for (var j = 0u; j \
                    < 2u; j++) {\n    }\n}\n";
        let (head, _) = text.split_once("    for").expect("a loop");
        let block =
            |i: u32| format!("    {{\n        const i = {i}u;\n        a[i] = 1;\n    }}\n");
        let rest = "    for (var j = 0u; j < 2u; j++) {\n    }\n}\n";
        assert_eq!(unroll(text), [head, &block(0), &block(1), rest].concat());
    }

    #[test]
    fn loops_within_loops_are_written_out_too() {
        let text = "for (var i = 0u; i < 2u; i++) { // written out\n    for (var j = 0u; j < 3u; j++) \
                    { // written out\n        x += i * j;\n    }\n}\n";
        let out = unroll(text);
        assert_eq!(out.matches("x += i * j;").count(), 6);
        assert_eq!(out.matches("const i = 1u;").count(), 1);
        assert_eq!(out.matches('{').count(), out.matches('}').count());
    }

    #[test]
    #[should_panic(expected = "no loop to write out")]
    fn what_is_no_such_loop_is_a_defect() {
        unroll("for (var i = 1u; i < 2u; i++) { // written out\n}\n");
    }
}
