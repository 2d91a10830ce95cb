use super::server::Server;
use super::*;
use serde_json::{Value, json};

/// The photographs' entries, each of one of the server's files.
const IDS: [&str; 9] =
    ["file", "moved", "drops", "stops", "noranges", "busy", "wrong", "short", "absent"];

/// A home, a folder of weights and a server; the folders go with it.
struct Place {
    home: Home,
    root: PathBuf,
    folder: PathBuf,
    content: Vec<u8>,
    server: Server,
}

impl Place {
    fn new(name: &str) -> Place {
        let root = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root); // of an earlier run
        let folder = root.join("weights");
        fs::create_dir_all(&folder).unwrap();
        let content: Vec<u8> = (0..200_000_u32).map(|i| (i.wrapping_mul(i) >> 7) as u8).collect();
        let server = Server::start(&content);
        let place = Place { home: Home::at(&root), root, folder, content, server };
        let sha256 = checksum::of_bytes(&place.content);
        let photo = |id: &str| {
            json!({
                "id": id, "network": format!("net-{id}"), "title": "Some network", "bytes": 200_000,
                "url": place.server.url(&format!("/{id}.bin")), "sha256": sha256,
                "licence": "CC0-1.0", "labels": "imagenet-1k", "accuracy": [0.7, 0.9],
                "preprocessing": {
                    "resize": 235, "side": 224, "filter": "bicubic",
                    "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]
                },
            })
        };
        let manifest = json!({
            "weights": [{ "network": "z", "a": 1 }],
            "photos": IDS.map(photo),
            "converter": [{
                "network": "resnet18", "url": place.server.url("/file.bin"),
                "sha256_head": sha256[..8], "licence": "BSD-3-Clause"
            }],
        });
        fs::write(place.folder.join("manifest.json"), format!("{manifest:#}")).unwrap();
        place
    }

    /// Fetches as `run` does, with a converter that only copies.
    fn get(&self, wanted: &Wanted) -> Result<String> {
        work(&self.home, &self.folder, wanted, |_, original, output| {
            fs::copy(original, output).map(drop).map_err(Error::io("copy", original))
        })
    }

    fn named(&self, name: &str) -> Result<String> {
        self.get(&Wanted::new(name.into()))
    }

    fn partial(&self, id: &str) -> PathBuf {
        self.root.join("downloads").join(format!("{id}.bin.partial"))
    }

    fn starts(&self) -> Vec<usize> {
        self.server.seen().into_iter().map(|(_, start)| start).collect()
    }

    fn photos(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.folder.join("manifest.json")).unwrap();
        // What a person ordered stays in order.
        assert!(text.find("weights").unwrap() < text.find("photos").unwrap());
        assert!(text.find("\"network\": \"z\"").unwrap() < text.find("\"a\": 1").unwrap());
        let manifest: Value = serde_json::from_str(&text).unwrap();
        manifest["photos"].as_array().unwrap().clone()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

#[test]
fn a_file_is_fetched_once_and_entered() {
    let place = Place::new("fetched");
    assert_eq!(place.named("moved").unwrap(), "moved-f16");
    let entry = place.photos().swap_remove(0);
    assert_eq!(
        (&entry["id"], &entry["file"]),
        (&json!("moved-f16"), &json!("moved-f16.safetensors"))
    );
    assert_eq!(entry["sha256"], checksum::of_bytes(&place.content));
    assert_eq!((&entry["bytes"], &entry["accuracy"][0]), (&json!(200_000), &json!(0.7)));
    assert!(entry.get("url").is_none());
    assert_eq!(fs::read(place.folder.join("moved-f16.safetensors")).unwrap(), place.content);
    let asked = place.server.seen().len();
    let int8 = Wanted { precision: Precision::Int8, ..Wanted::new("net-moved".into()) };
    assert_eq!(place.get(&int8).unwrap(), "moved-int8");
    place.named("moved").unwrap();
    assert_eq!(place.server.seen().len(), asked, "it was there");
    assert_eq!(place.photos().len(), IDS.len() + 2, "no entry twice");
    assert!(place.photos()[0].get("accuracy").is_none(), "published for other bits");
}

#[test]
fn downloads_go_on_where_they_stopped() {
    let place = Place::new("resumed");
    place.named("drops").unwrap();
    assert_eq!(place.starts(), [0, 100_000, 150_000]);

    let place = Place::new("stopped");
    let error = place.named("stops").unwrap_err();
    assert!(error.advice().unwrap().contains("--from stops.bin"), "{error}");
    assert_eq!(fs::metadata(place.partial("stops")).unwrap().len(), 66_666);
    assert!(!place.folder.join("stops-f16.safetensors").exists());
    assert_eq!(place.photos().len(), IDS.len());

    let place = Place::new("noranges");
    fs::create_dir_all(place.root.join("downloads")).unwrap();
    fs::write(place.partial("noranges"), &place.content[..5000]).unwrap();
    place.named("noranges").unwrap();
    assert_eq!(place.starts(), [5000, 0]);

    // A busy server costs nothing of what came.
    let place = Place::new("busy");
    fs::create_dir_all(place.root.join("downloads")).unwrap();
    fs::write(place.partial("busy"), &place.content[..5000]).unwrap();
    place.named("busy").unwrap_err();
    assert_eq!(place.starts(), [5000]);
    assert_eq!(fs::metadata(place.partial("busy")).unwrap().len(), 5000);

    // Whole already, and longer than the file.
    let place = Place::new("whole");
    fs::create_dir_all(place.root.join("downloads")).unwrap();
    fs::write(place.partial("file"), &place.content).unwrap();
    place.named("file").unwrap();
    assert_eq!(place.starts(), [0; 0]);
    fs::write(place.partial("moved"), vec![0; 200_001]).unwrap();
    place.named("moved").unwrap();
}

#[test]
fn another_file_is_never_used() {
    let place = Place::new("wrong");
    for (id, word) in [("wrong", "SHA-256"), ("short", "100000 bytes"), ("absent", "could not be")]
    {
        let error = place.named(id).unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
        assert!(
            !place.partial(id).exists()
                && !place.folder.join(format!("{id}-f16.safetensors")).exists()
        );
    }
    // A part of something else: noticed at the end, and fetched from the start.
    fs::write(place.partial("file"), vec![7; 1000]).unwrap();
    place.named("file").unwrap();
    assert_eq!(place.photos().len(), IDS.len() + 1);
    let error = place.named("vgg16").unwrap_err().to_string();
    assert!(error.contains("vgg16") && error.contains("noranges"), "{error}");
}

#[test]
fn a_file_from_elsewhere_is_checked_by_the_head_of_its_checksum() {
    let place = Place::new("from");
    let file = place.root.join("mine.pth");
    fs::write(&file, &place.content).unwrap();
    // PyTorch's files have no id of their own; these are of `file.bin`, as a photograph's entry is.
    let from = Wanted { from: Some(file.clone()), ..Wanted::new("resnet18".into()) };
    assert_eq!(place.get(&from).unwrap(), "file-f16");
    assert_eq!(place.photos()[0]["network"], "resnet18");
    fs::write(&file, b"something else").unwrap();
    assert!(matches!(place.get(&from), Err(Error::Checksum { .. })));
    let absent = Wanted { from: Some(place.root.join("absent")), ..from };
    assert!(matches!(place.get(&absent), Err(Error::Io { .. })));
    assert!(place.server.seen().is_empty());
}

#[test]
fn what_others_changed_meanwhile_stays() {
    let place = Place::new("meanwhile");
    let path = place.folder.join("manifest.json");
    let converted = work(&place.home, &place.folder, &Wanted::new("file".into()), |_, from, to| {
        fs::copy(from, to).map_err(Error::io("copy", from))?;
        let text = fs::read_to_string(&path).unwrap().replace("\"a\": 1", "\"a\": 1, \"b\": 2");
        fs::write(&path, text).map_err(Error::io("write", &path))
    });
    converted.unwrap();
    assert_eq!(place.photos().len(), IDS.len() + 1);
    assert!(fs::read_to_string(&path).unwrap().contains("\"b\": 2"));
}

#[test]
fn the_converter_is_told_what_the_manifest_says() {
    let place = Place::new("words");
    let source = Manifest::read(&place.folder).unwrap().find("file").unwrap();
    let words = |precision| {
        words(&source, precision, Path::new("a.bin"), Path::new("b")).unwrap().join(" ")
    };
    let page = place.server.url("/file.bin");
    assert_eq!(
        words(Precision::F16),
        format!(
            "a.bin -o b --network net-file --quantize f16 --licence CC0-1.0 --source {page} \
             --label-set imagenet-1k --accuracy 0.7,0.9 --resize 235 --side 224 --filter bicubic \
             --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225"
        )
    );
    assert!(!words(Precision::Int4).contains("accuracy"));
}

#[test]
fn our_own_manifest_has_what_fetching_needs() {
    let manifest = Manifest::read(&checkout().join("weights")).unwrap();
    for (name, id) in [
        ("alexnet_tv", "alexnet-owt-7be5be79"),
        ("resnet18", "resnet18-f37072fd"),
        ("resnet50", "resnet50.tv_in1k"),
        ("resnet50-11ad3fa6", "resnet50-11ad3fa6"),
        ("resnet152", "resnet152-394f9c45"),
    ] {
        let source = manifest.find(name).unwrap();
        assert_eq!(source.id, id);
        assert!(source.url.starts_with("https://") && source.title.contains("ImageNet"), "{id}");
    }
}
