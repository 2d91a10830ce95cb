use super::*;

/// A seven-like drawing in the unit square.
fn seven() -> Vec<Vec<[f32; 2]>> {
    let corner = |t: f32| {
        if t < 0.5 { [0.2 + t, 0.2] } else { [0.7 - (t - 0.5) * 0.5, 0.2 + (t - 0.5) * 1.2] }
    };
    vec![(0..=100).map(|i| corner(i as f32 / 100.0)).collect(), vec![[0.4, 0.5], [0.7, 0.5]]]
}

fn moved(strokes: &[Vec<[f32; 2]>], scale: f32, shift: [f32; 2]) -> Vec<Vec<[f32; 2]>> {
    let place = |&[x, y]: &[f32; 2]| [x * scale + shift[0], y * scale + shift[1]];
    strokes.iter().map(|stroke| stroke.iter().map(place).collect()).collect()
}

fn prepared(strokes: &[Vec<[f32; 2]>]) -> [u8; 784] {
    prepare(&rasterise(strokes).expect("something was drawn"))
}

fn largest_difference(a: &[u8; 784], b: &[u8; 784]) -> u8 {
    a.iter().zip(b).map(|(x, y)| x.abs_diff(*y)).max().unwrap_or(0)
}

/// By MNIST's count: the first pixel is 0.
fn centre_of_mass(image: &[u8; 784]) -> [f32; 2] {
    let mass: f32 = image.iter().map(|&v| f32::from(v)).sum();
    let moment = |place: fn(usize) -> usize| {
        let sum: f32 = image.iter().enumerate().map(|(i, &v)| f32::from(v) * place(i) as f32).sum();
        sum / mass
    };
    [moment(|i| i % SIDE), moment(|i| i / SIDE)]
}

fn ink_size(image: &[u8; 784]) -> [usize; 2] {
    Grey::from_mnist(image).ink_box().map_or([0, 0], |[_, _, width, height]| [width, height])
}

#[test]
fn place_and_size_of_a_drawing_do_not_matter() {
    let picture = prepared(&seven());
    for (scale, shift) in
        [(1.0, [0.3, -0.1]), (0.3, [0.0, 0.0]), (0.1, [0.8, 0.1]), (1000.0, [-7.0, 3.0])]
    {
        let other = prepared(&moved(&seven(), scale, shift));
        assert!(largest_difference(&picture, &other) <= 3, "{scale} {shift:?}");
    }
}

#[test]
fn a_drawing_fills_the_box_and_is_centred() {
    for strokes in [
        seven(),
        vec![vec![[0.1, 0.1], [0.1, 0.9], [0.3, 0.9]]],
        vec![vec![[0.0, 0.4], [1.0, 0.6]]],
    ] {
        let picture = prepared(&strokes);
        let [width, height] = ink_size(&picture);
        assert_eq!(width.max(height), BOX);
        for (axis, middle) in centre_of_mass(&picture).into_iter().enumerate() {
            assert!((middle - 14.0).abs() <= 0.51, "axis {axis}: {middle}");
        }
    }
}

#[test]
fn ink_is_not_cut_off_to_centre_it() {
    // Nearly all mass at one end: centring alone would push the other end out of the picture.
    let mut values = vec![0.0; 100 * 100];
    values[..40 * 100].fill(1.0);
    values[99 * 100] = 1.0;
    let picture = prepare(&Grey::new(100, 100, values).expect("100 x 100"));
    assert_eq!(ink_size(&picture), [20, 20]);
    assert!(centre_of_mass(&picture)[1] < 14.0);
}

#[test]
fn a_thin_one_stays_thin() {
    let picture = prepared(&[vec![[0.5, 0.1], [0.5, 0.9]]]);
    let [width, height] = ink_size(&picture);
    assert_eq!(height, 20);
    assert!((3..=4).contains(&width), "{width}");
    let row: u32 = picture[14 * SIDE..][..SIDE].iter().map(|&v| u32::from(v)).sum();
    assert!((row as f32 / 255.0 - PEN).abs() < 0.1, "{row}");
}

#[test]
fn a_dot_is_a_dot() {
    for strokes in
        [vec![vec![[0.2, 0.3]]], vec![vec![[0.2, 0.3], [0.201, 0.3], [0.2, 0.301]], vec![]]]
    {
        let picture = prepared(&strokes);
        let [width, height] = ink_size(&picture);
        assert!((3..=4).contains(&width) && (3..=4).contains(&height), "{width} x {height}");
        assert!(picture.contains(&255));
    }
}

#[test]
fn nothing_drawn_is_none() {
    assert_eq!(rasterise(&[]), None);
    assert_eq!(rasterise(&[vec![], vec![]]), None);
    assert_eq!(rasterise(&[vec![[f32::NAN, 0.5], [0.1, f32::INFINITY]]]), None);
}

#[test]
fn points_that_are_no_places_are_left_out() {
    let mut strokes = seven();
    strokes[0].insert(30, [f32::NAN, 0.0]);
    strokes[0].insert(31, [0.0, f32::NEG_INFINITY]);
    assert_eq!(prepared(&strokes), prepared(&seven()));
}

#[test]
fn the_largest_numbers_are_only_far_away() {
    let picture = prepared(&[vec![[f32::MIN, f32::MIN], [f32::MAX, f32::MAX]], vec![[0.0, 0.0]]]);
    assert_eq!(ink_size(&picture), [20, 20]);
}

#[test]
fn many_points_draw_the_same_as_few() {
    let curve: Vec<[f32; 2]> = (0..200)
        .map(|i| i as f32 / 10.0)
        .map(|t| [0.5 + 0.02 * t * t.cos(), 0.5 + 0.02 * t * t.sin()])
        .collect();
    let between = |pair: &[[f32; 2]], t: f32| {
        [0, 1].map(|axis| pair[0][axis] * (1.0 - t) + pair[1][axis] * t)
    };
    let dense =
        curve.windows(2).flat_map(|pair| (0..=100).map(|i| between(pair, i as f32 / 100.0)));
    let many = rasterise(&[dense.collect()]).expect("a spiral");
    let few = rasterise(std::slice::from_ref(&curve)).expect("a spiral");
    assert_eq!((few.width(), few.height()), (many.width(), many.height()));
    let difference: f32 = few.values().iter().zip(many.values()).map(|(a, b)| (a - b).abs()).sum();
    assert!(difference / (few.values().len() as f32) < 0.01, "{difference}");
}

#[test]
fn blank_paper_stays_blank() {
    assert_eq!(prepare(&Grey::new(50, 40, vec![0.0; 2000]).expect("50 x 40")), [0; 784]);
    assert_eq!(prepare(&Grey::new(0, 0, vec![]).expect("0 x 0")), [0; 784]);
    assert!(Grey::new(3, 3, vec![0.0; 8]).is_err());
    assert!(Grey::new(usize::MAX, 2, vec![0.0; 8]).is_err());
}

#[test]
fn pictures_of_any_size_are_prepared() {
    for (width, height) in [(1, 1), (1, 500), (500, 1), (19, 21), (20, 20), (641, 480), (33, 7)] {
        let picture =
            prepare(&Grey::new(width, height, vec![1.0; width * height]).expect("matching"));
        let [columns, rows] = ink_size(&picture);
        assert_eq!(columns.max(rows), width.max(height).min(BOX), "{width} x {height}");
        let mass: f32 = picture.iter().map(|&v| f32::from(v) / 255.0).sum();
        let step = (width.max(height) as f32 / 20.0).max(1.0);
        let expected = width as f32 * height as f32 / (step * step);
        assert!(
            (mass - expected).abs() < 0.02 * expected + 0.1,
            "{width} x {height}: {mass} {expected}"
        );
    }
}

#[test]
fn dark_on_light_is_light_on_dark() {
    let picture = prepared(&seven());
    let dark: Vec<u8> = picture.iter().map(|v| 255 - v).collect();
    let from_light = prepare(&picture_to_ink(28, 28, &picture).expect("28 x 28"));
    let from_dark = prepare(&picture_to_ink(28, 28, &dark).expect("28 x 28"));
    assert_eq!(from_light, from_dark);
    let faint: Vec<u8> = picture.iter().map(|v| 200 - v / 3).collect();
    let from_faint = prepare(&picture_to_ink(28, 28, &faint).expect("28 x 28"));
    assert!(largest_difference(&from_faint, &from_dark) < 25);
}

#[test]
fn small_digits_in_pictures_are_enlarged() {
    let mut picture = vec![255; 30 * 30];
    (5..13).for_each(|y| picture[y * 30 + 20] = 0);
    assert_eq!(ink_size(&prepare(&picture_to_ink(30, 30, &picture).expect("30 x 30")))[1], 20);
}

#[test]
fn pictures_without_ink_or_of_the_wrong_size() {
    assert_eq!(prepare(&picture_to_ink(9, 5, &[77; 45]).expect("9 x 5")), [0; 784]);
    assert!(picture_to_ink(9, 5, &[77; 44]).is_err());
    assert!(picture_to_ink(0, 0, &[]).is_err());
    assert!(picture_to_ink(usize::MAX, 3, &[1]).is_err());
}

#[test]
fn the_picture_lies_in_the_middle_of_the_padding() {
    let mut image = [0; 784];
    (image[0], image[783]) = (255, 51);
    assert_eq!(pad(&image, 28)[0], 1.0);
    let padded = pad(&image, 32);
    assert_eq!((padded.len(), padded[2 * 32 + 2], padded[29 * 32 + 29]), (1024, 1.0, 0.2));
    assert_eq!(padded.iter().filter(|&&v| v > 0.0).count(), 2);
    assert_eq!((pad(&image, 0).len(), pad(&image, 5).len()), (0, 25));
}

#[test]
fn normalised_as_in_training() {
    let values = normalise(&[0.0, MEAN, 1.0]);
    assert!(
        (values[0] + 0.4242).abs() < 1e-4 && values[1] == 0.0 && (values[2] - 2.8215).abs() < 1e-3
    );
}
