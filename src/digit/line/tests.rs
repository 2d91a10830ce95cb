use super::*;

const CELL: usize = 32;

fn bar(x: f32) -> Vec<[f32; 2]> {
    (0..=10).map(|i| [x, i as f32 / 10.0]).collect()
}

#[test]
fn far_bars_are_digits_and_near_ones_may_be_one() {
    let far = Line::of(&[bar(0.9), bar(0.0)]).expect("bars");
    assert_eq!(far.cells.iter().map(|cell| &cell.strokes[..]).collect::<Vec<_>>(), [[1], [0]]);
    assert_eq!(far.path(&[0.9, 0.9]), [0, 1]);
    let near = Line::of(&[bar(0.0), bar(0.1)]).expect("bars");
    let strokes: Vec<_> = near.cells.iter().map(|cell| cell.strokes.clone()).collect();
    assert_eq!(strokes, [vec![0], vec![0, 1], vec![1]]);
    assert_eq!(near.path(&[0.9, 0.01, 0.9]), [0, 2]);
    assert_eq!(near.path(&[0.01, 0.9, 0.01]), [1]);
}

#[test]
fn one_tall_stroke_makes_a_digit_where_the_network_cannot_say() {
    // An eleven is a thick one to the network, and two pieces one above the other are digits.
    let bars = Line::of(&[bar(0.0), bar(0.1)]).expect("bars");
    assert_eq!(bars.path(&[0.999, 1.0, 0.999]), [0, 2]);
    let half = |x: f32, y: f32| vec![[x, y], [x + 0.1, y + 0.25], [x, y + 0.5]];
    let pieces = Line::of(&[half(0.0, 0.5), half(0.1, 0.0)]).expect("pieces");
    assert_eq!(pieces.path(&[0.999, 0.9, 0.999]), [1]);
}

#[test]
fn what_touches_throughout_is_one_sign() {
    let arm = |x: f32| vec![[x, 0.5], [x + 0.3, 0.6], [x + 0.6, 0.5]];
    for (drawing, expected) in [
        (vec![bar(0.0), arm(0.0)], true),
        (vec![bar(0.0), arm(0.1)], false),
        (vec![bar(0.0), arm(0.0), bar(0.8)], false),
    ] {
        let line = Line::of(&drawing).expect("strokes");
        let alone = |&cell: &usize| line.cells[cell].strokes.len() == 1;
        let path: Vec<usize> = (0..line.cells.len()).filter(alone).collect();
        assert_eq!(path.len(), drawing.len());
        assert_eq!(line.is_one_sign(&path, &drawing), expected, "{drawing:?}");
        assert!(!line.is_one_sign(&path[..1], &drawing), "one digit");
    }
}

#[test]
fn a_cell_is_what_a_drawing_of_its_own_would_be() {
    let line = Line::of(&[bar(0.9), bar(0.0), bar(2.0)]).expect("bars");
    let alone = prepare(&rasterise(&[bar(0.0)]).expect("a bar"));
    let pixels = line.pixels(CELL, 4);
    assert_eq!(pixels.len(), CELL * 4 * CELL);
    let row = |y: usize| pixels[y * 4 * CELL..][..CELL].to_vec();
    assert_eq!((0..CELL).flat_map(row).collect::<Vec<_>>(), pad(&alone, CELL));
    assert!(pixels.chunks(4 * CELL).all(|row| row[3 * CELL..].iter().all(|&value| value == 0.0)));
}

#[test]
fn columns_lie_where_they_were_drawn() {
    let line = Line::of(&[vec![[0.2, 0.1], [0.2, 0.9], [0.6, 0.9]], bar(2.0)]).expect("strokes");
    let cell = &line.cells[0];
    let inked: Vec<usize> =
        (0..SIDE).filter(|x| (0..SIDE).any(|y| cell.image[y * SIDE + x] > 127)).collect();
    let left = cell.place(inked[0] as f32 + PEN / 2.0);
    let right = cell.place(inked[inked.len() - 1] as f32 + 1.0 - PEN / 2.0);
    assert!((left - 0.2).abs() < 0.05 && (right - 0.6).abs() < 0.05, "{left} {right}");
}

#[test]
fn nothing_and_very_much_are_borne() {
    assert_eq!(Line::of(&[]), None);
    assert_eq!(Line::of(&[vec![[f32::NAN; 2]]]), None);
    for count in [30, 60, 200] {
        let many: Vec<_> = (0..count).map(|i| bar(0.05 * i as f32)).collect();
        let line = Line::of(&many).expect("bars");
        assert!(line.cells.len() <= MOST_CELLS);
        let path = line.path(&vec![0.5; line.cells.len()]);
        assert!(!path.is_empty());
        let drawn: usize = path.iter().map(|&cell| line.cells[cell].strokes.len()).sum();
        assert_eq!(drawn, count);
    }
    let dots = Line::of(&[vec![[0.5, 0.5]], vec![[0.5, 0.5]]]).expect("dots");
    assert_eq!(dots.path(&vec![0.5; dots.cells.len()]).len(), 1);
}
