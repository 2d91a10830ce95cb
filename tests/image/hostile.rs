//! What is no picture, or a damaged one: a reason, soon, and never a panic.

use super::{KINDS, bytes, picture};
use std::time::{Duration, Instant};
use triptych::error::Error;
use triptych::image::{Format, Picture, decode, format};

#[test]
fn what_is_no_picture_is_named() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "it is empty"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"  <svg xmlns='", "it is an SVG drawing"),
        (b"<!DOCTYPE html><p>", "it is a web page"),
        (b"PK\x03\x04", "it is a ZIP archive"),
        (b"\0\0\0\x18ftypmp42", "it is a video"),
        (b"\0\0\0\x18ftypcrx ", "it is a raw photo"),
        (b"hello", "it is no picture of a known kind"),
        (b"\xff\xd8\xff", "it is cut off"),
        (b"\x89PNG\r\n\x1a\n", "it is cut off"),
        (b"GIF89a", "it is cut off"),
        (b"RIFF\x10\0\0\0WEBP", "it is cut off"),
        (b"BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0", "it is cut off"),
    ];
    for (bytes, reason) in cases {
        let error = decode("cat.jpg", bytes).expect_err(reason).to_string();
        assert!(error.starts_with("cat.jpg is not as expected: "), "{error}");
        assert!(error.contains(reason), "{error} instead of {reason}");
    }
    let avif = b"\0\0\0\x18ftypmif1\0\0\0\0avif";
    assert_eq!(format("a", avif), Ok(Format::Avif));
    // Whoever gives one to the command line is told what to do with it.
    for (bytes, name) in [(avif, "AVIF"), (b"\0\0\0\x18ftypmif1\0\0\0\0heic", "HEIC")] {
        let error = decode("cat", bytes).expect_err(name);
        assert!(matches!(&error, Error::Undecodable { format, .. } if format == name), "{error}");
    }
    assert!(!Format::Avif.is_read_here() && !Format::Heic.is_read_here());
}

/// Numbers that look random and are the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// A picture or a reason, soon.
fn tried(name: &str, bytes: &[u8]) -> Result<Picture, Error> {
    let start = Instant::now();
    let result = decode(name, bytes);
    if let Err(error) = &result {
        assert!(matches!(error, Error::BadFile { .. }), "{name}: {error}");
    }
    // A large size that happens to be declared takes tenths of a second, without optimisation some.
    assert!(start.elapsed() < Duration::from_secs(10), "{name}: {:?}", start.elapsed());
    result
}

#[test]
fn cut_off_files_say_so() {
    for &name in KINDS {
        let whole = bytes(name);
        for part in 1..8 {
            let cut = &whole[..whole.len() * part / 8];
            let result = tried(name, cut);
            // Only a GIF has something that is not needed: its second frame.
            match result {
                Ok(found) => {
                    assert!(name.ends_with("gif"), "{name} cut to {part} eighths");
                    assert_eq!(found, picture(name), "{name} cut to {part} eighths");
                }
                Err(error) => assert!(error.to_string().contains("it is cut off"), "{error}"),
            }
        }
    }
}

#[test]
fn a_jpeg_that_lacks_only_its_end_mark_is_whole() {
    for name in ["exif1.jpg", "progressive.jpg"] {
        let file = bytes(name);
        let found = tried(name, &file[..file.len() - 2]);
        assert_eq!(found, Ok(picture(name)), "{name}");
    }
}

#[test]
fn mutated_files_give_a_picture_or_a_reason() {
    let mut random = Random(20_240_521);
    let mut refused = 0;
    for round in 0..20 {
        for &name in KINDS {
            let mut file = bytes(name);
            for _ in 0..=random.below(8) {
                let at = random.below(file.len());
                match random.below(4) {
                    0 => file[at] ^= 1 << random.below(8),
                    1 => file[at] = 0xff,
                    2 => file[at] = 0,
                    _ => {
                        // Often a length or a size.
                        let end = file.len().min(at + 1 + random.below(4));
                        file[at..end].fill(0xff);
                    }
                }
            }
            refused += usize::from(tried(&format!("{name}, round {round}"), &file).is_err());
        }
    }
    println!("{refused} of {} refused", 20 * KINDS.len());
    assert!(refused > 50, "{refused}");
}

#[test]
fn declared_sizes_are_checked_before_memory_is_taken() {
    let with = |name: &str, at: usize, size: &[u8]| {
        let mut file = bytes(name);
        file[at..at + size.len()].copy_from_slice(size);
        file
    };
    let jpeg = bytes("exif1.jpg");
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame") + 5;
    let cases = [
        ("huge.jpg", with("exif1.jpg", frame, &[0xff; 4]), "megapixels are the most"),
        ("large.jpg", with("exif1.jpg", frame, &[0x20, 0, 0x20, 0]), "cannot hold"),
        ("huge.bmp", with("rgb.bmp", 18, &[0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0]), ""),
        ("large.bmp", with("rgb.bmp", 18, &[0, 0x20, 0, 0, 0, 0x20, 0, 0]), "cannot hold"),
        ("huge.gif", with("animated.gif", 6, &[0xff; 4]), "megapixels are the most"),
        ("bomb.png", bytes("bomb.png"), ""),
    ];
    for (name, file, reason) in cases {
        match tried(name, &file) {
            Err(error) => {
                println!("{error}");
                assert!(error.to_string().contains(reason), "{error}");
            }
            // A profile that is left out for its size leaves a picture of one pixel.
            Ok(picture) => assert_eq!((name, picture.width()), ("bomb.png", 1)),
        }
    }
}

/// Where alpha stands before a frame's colours, the decoder believes both sizes, and read past the smaller one.
#[test]
fn a_frame_of_another_size_than_it_says_is_refused() {
    let whole = bytes("animated.webp");
    let find =
        |what: &[u8]| whole.windows(what.len()).position(|part| part == what).expect("a frame");
    let (frame, colours) = (find(b"ANMF") + 14, find(&[0x9d, 0x01, 0x2a]) + 3);
    let cases: [(usize, &[u8]); 3] =
        [(frame, &[7, 0, 0, 7, 0, 0]), (colours, &[25, 0]), (colours, &[0; 4])];
    for (at, size) in cases {
        let mut file = whole.clone();
        file[at..at + size.len()].copy_from_slice(size);
        let error = tried("misfit.webp", &file).expect_err("two sizes").to_string();
        assert!(error.contains("another size than it says"), "{error}");
    }
}

/// Where a JPEG file's frame says how many components it has; three bytes for each follow.
fn components(jpeg: &[u8]) -> usize {
    let frame = |pair: &[u8]| pair[0] == 0xff && matches!(pair[1], 0xc0..=0xc2);
    jpeg.windows(2).position(frame).expect("a frame") + 9
}

/// Components may have a value for every pixel, or for every two, three or four each way. The decoder reads four
/// of them in fewer ways than the format has, and ran over the others' rows.
#[test]
fn every_sampling_of_a_jpeg_is_read_or_refused() {
    let samplings = [0x11, 0x12, 0x21, 0x22, 0x41, 0x14, 0x33, 0x44, 0x00];
    for name in ["cmyk.jpg", "ycck.jpg", "exif1.jpg", "progressive.jpg"] {
        let mut file = bytes(name);
        let at = components(&file);
        let count = usize::from(file[at]);
        let mut read = 0;
        for mut way in 0..samplings.len().pow(count as u32) {
            for component in 0..count {
                file[at + 2 + 3 * component] = samplings[way % samplings.len()];
                way /= samplings.len();
            }
            read += usize::from(tried(name, &file).is_ok());
        }
        println!("{name}: {read} read");
        assert!(read > 0, "{name}");
    }
}
