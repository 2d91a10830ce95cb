use super::*;

/// Values that differ from their neighbours, the same every time.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 1u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(next).collect()
}

#[test]
fn the_reference_is_torchvisions_geometry() {
    let how = Preprocessing::imagenet();
    let place = |width, height| how.place([width, height], Crop::default());
    assert_eq!(place(500, 375).resized, [341, 256]); // int(256 * 500 / 375), 341.33
    assert_eq!(place(500, 375).offset, [58, 16]); // round(58.5), half to even
    assert_eq!(place(375, 500).offset, [16, 58]);
    assert_eq!(place(515, 384).offset, [60, 16]); // resized to 343: round(59.5)
    assert_eq!(place(1, 5000).resized, [256, 1_280_000]);
    let padded = Preprocessing { resize: 30, side: 37, ..how };
    assert_eq!(padded.place([30, 30], Crop::default()).offset, [-3, -3]);
}

#[test]
fn crops_stay_inside_and_clamping_settles() {
    let how = Preprocessing::imagenet();
    let odd = [f32::NAN, f32::NEG_INFINITY, -1.0, 0.0, 0.3, 0.5, 1.0, 7.0, f32::INFINITY];
    for size in [[1, 1], [1, 5000], [5000, 3], [640, 480], [0, 0], [usize::MAX >> 40, 1]] {
        for x in odd {
            for zoom in odd {
                let crop = Crop { x, y: x, zoom };
                let [left, top, width, height] = crop.covers(size, &how);
                assert!(left >= 0.0 && top >= 0.0 && width > 0.0 && height > 0.0, "{crop:?}");
                assert!(left + width <= 1.0 + 1e-6 && top + height <= 1.0 + 1e-6, "{crop:?}");
                let clamped = crop.clamped(size, &how);
                assert_eq!(clamped.clamped(size, &how), clamped, "{crop:?} of {size:?}");
            }
        }
    }
    assert_eq!(Crop::default().clamped([640, 480], &how), Crop::default());
    // As far out as it goes, the crop is the shorter side.
    let whole = Crop { zoom: 0.0, ..Crop::default() };
    assert_eq!(whole.covers([480, 480], &how), [0.0, 0.0, 1.0, 1.0]);
}

#[test]
fn pictures_are_reduced_by_halves_until_they_fit() {
    let pixels = noise(3 * 2050 * 1025);
    let picture = || Picture::new(2050, 1025, 1, pixels.clone());
    let reduced = |bytes: usize| {
        let mut picture = picture();
        picture.reduce(bytes);
        picture
    };
    assert_eq!(reduced(3 * 2050 * 1025), picture());
    let half = reduced(3 * 2050 * 1025 - 1);
    assert_eq!((half.stored_size(), half.pixels().len()), ([1025, 513], 3 * 1025 * 513));
    assert_eq!((half.width(), half.height()), (2050, 1025));
    // Not below what a network needs.
    assert_eq!(reduced(0), half);
    // A network hardly sees it.
    let how = Preprocessing::imagenet();
    let of = |picture: &Picture| crop(picture, Crop::default(), &how);
    let (whole, half) = (of(&picture()), of(&half));
    let differs = whole.iter().zip(&half).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(differs.is_some_and(|most| most < 24), "{differs:?}");
}

#[test]
fn any_preprocessing_and_crop_gives_a_whole_input() {
    let picture = Picture::new(7, 3, 1, noise(63));
    for resize in [0, 1, 5, 300] {
        for side in [0, 1, 6, 301] {
            for zoom in [0.0, 1.0, 3.7, 99.0] {
                let how = Preprocessing { resize, side, ..Preprocessing::imagenet() };
                let pixels = crop(&picture, Crop { x: 1.0, y: 0.0, zoom }, &how);
                assert_eq!(pixels.len(), how.crop_side() * how.crop_side() * 3);
            }
        }
    }
}

#[test]
fn a_zoomed_crop_is_the_same_cut_of_a_larger_resize() {
    let picture = Picture::new(60, 45, 1, noise(60 * 45 * 3));
    let how = Preprocessing { resize: 40, side: 32, ..Preprocessing::imagenet() };
    let zoomed = crop(&picture, Crop { zoom: 1.5, ..Crop::default() }, &how);
    let larger = Preprocessing { resize: 60, ..how };
    assert_eq!(zoomed, crop(&picture, Crop::default(), &larger));
}

#[test]
fn normalising_is_torchvisions() {
    let values = normalise(&[0, 255, 124], &Preprocessing::imagenet());
    let expected = [-0.485 / 0.229, (1.0 - 0.456) / 0.224, (124.0 / 255.0 - 0.406) / 0.225];
    for (value, expected) in values.iter().zip(expected) {
        // Two roundings of f32.
        assert!((value - expected).abs() < 1e-6, "{value} for {expected}");
    }
}

/// Each orientation's way, by the definition: where a pixel of the upright picture lies in the
/// file (EXIF 2.32, table 6).
#[test]
fn orientations_turn_every_pixel_where_it_belongs() {
    let (width, height) = (5, 3);
    let pixels = noise(width * height * 3);
    for orientation in 0..=9 {
        let picture = upright::picture(width, height, pixels.clone(), orientation);
        let turned = matches!(orientation, 5..=8);
        let size = if turned { [height, width] } else { [width, height] };
        assert_eq!([picture.width(), picture.height()], size);
        for y in 0..size[1] {
            for x in 0..size[0] {
                let (a, b) = match orientation {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    8 => (width - 1 - y, x),
                    _ => (x, y),
                };
                let found = &picture.pixels()[(y * size[0] + x) * 3..][..3];
                assert_eq!(found, &pixels[(b * width + a) * 3..][..3], "{orientation}");
            }
        }
    }
}

#[test]
fn very_large_pictures_are_kept_at_half_their_size_and_crop_the_same() {
    // Odd sides, so that the last column and row are of one pixel; edges and noise.
    let (width, height) = (8191, 5001);
    let mut pixels = noise(width * height * 3);
    for (at, value) in pixels.iter_mut().enumerate() {
        let (x, y) = (at / 3 % width, at / 3 / width);
        *value = *value / 4 + if (x / 97 + y / 61) % 2 == 0 { 160 } else { 20 };
    }
    let full = Picture::new(width, height, 1, pixels.clone());
    let half = upright::picture(width, height, pixels, 1);
    assert_eq!((half.width(), half.stored_size()), (width, [4096, 2501]));
    let how = Preprocessing::imagenet();
    let [a, b] = [&full, &half].map(|picture| crop(picture, Crop::default(), &how));
    // Means of four pixels are rounded once more, and an edge within four of them is moved by less
    // than a twentieth of a pixel of the result.
    let furthest = a.iter().zip(&b).map(|(a, b)| a.abs_diff(*b)).max();
    println!("{furthest:?}");
    assert!(furthest <= Some(1), "{furthest:?}");
    let (shown_width, shown_height, rgba) = preview(&half, 1000);
    assert_eq!((shown_width, shown_height, rgba.len()), (1000, 610, 2_440_000));
}

#[test]
fn pixels_of_a_browser_are_laid_over_white() {
    let picture = Picture::from_rgba(2, 1, &[10, 20, 30, 255, 0, 0, 0, 0]).expect("two pixels");
    assert_eq!(picture.pixels(), [10, 20, 30, 255, 255, 255]);
    let [empty, short, huge] = [(0, 0), (2, 2), (usize::MAX, 2)]
        .map(|(width, height)| Picture::from_rgba(width, height, &[0; 8]));
    for result in [empty, short, huge] {
        assert!(matches!(result, Err(Error::WrongInput { .. })), "{result:?}");
    }
}
