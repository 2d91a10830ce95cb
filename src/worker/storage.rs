//! Files kept in the browser: in its private file system (OPFS), or where there is none in Cache
//! Storage. What is kept may go away at any time, and is never trusted.

mod files;

pub(super) use files::write_at;

use super::post::scope;
use super::script::{is_quota, member};
use crate::protocol::photo::Storage;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Cache, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemSyncAccessHandle, Headers,
    ReadableStream, Request, Response, ResponseInit, StorageEstimate, StorageManager,
};

/// The folder in the file system, and the cache.
const PLACE: &str = "triptych-weights";
/// Where files in the cache pretend to be from.
const ADDRESS: &str = "kept-weights/";
/// The header of files in the cache that says their size: reading it reads no file.
const LENGTH: &str = "x-length";

/// Why a file could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotKept {
    /// The browser gives no more room.
    Full,
    /// Anything else: another page writes to it, a private window, no storage at all.
    Otherwise,
}

impl From<JsValue> for NotKept {
    fn from(thrown: JsValue) -> Self {
        if is_quota(&thrown) { Self::Full } else { Self::Otherwise }
    }
}

/// Where files are kept. A handle.
#[derive(Clone)]
pub(super) enum Store {
    /// In the browser's private file system.
    Files(FileSystemDirectoryHandle),
    /// In Cache Storage, as if they had been fetched.
    Cache(Cache),
    /// Nowhere.
    Nowhere,
}

async fn wait<T: JsCast>(promise: js_sys::Promise) -> Result<T, JsValue> {
    JsFuture::from(promise).await.map(JsCast::unchecked_into)
}

/// The browser's storage manager, which pages without HTTPS do not have.
fn manager() -> Option<StorageManager> {
    let manager = member(&scope().navigator(), "storage");
    manager.is_object().then(|| manager.unchecked_into())
}

impl Store {
    /// The best there is.
    pub(super) async fn open() -> Self {
        if let Some(folder) = files::folder().await {
            return Self::Files(folder);
        }
        let Ok(caches) = scope().caches() else { return Self::Nowhere };
        if !caches.is_object() {
            return Self::Nowhere;
        }
        wait(caches.open(PLACE)).await.map_or(Self::Nowhere, Self::Cache)
    }

    /// A file's bytes, as a stream, and their number.
    pub(super) async fn read(&self, name: &str) -> Option<(ReadableStream, u64)> {
        match self {
            Self::Files(folder) => {
                let file = files::blob(folder, name).await?;
                Some((file.stream(), file.size() as u64))
            }
            Self::Cache(cache) => {
                let found = cached(cache, name).await?;
                Some((found.body()?, length(&found)?))
            }
            Self::Nowhere => None,
        }
    }

    /// The size of a file that is there.
    pub(super) async fn size(&self, name: &str) -> Option<u64> {
        match self {
            Self::Files(folder) => Some(files::blob(folder, name).await?.size() as u64),
            Self::Cache(cache) => length(&cached(cache, name).await?),
            Self::Nowhere => None,
        }
    }

    /// The text of a small file.
    pub(super) async fn text(&self, name: &str) -> Option<String> {
        let mut bytes = Vec::new();
        let (stream, size) = self.read(name).await?;
        if size > 10_000 {
            return None;
        }
        super::stream::read(&stream, &mut bytes, |_, _| Ok::<(), ()>(())).await.ok()?;
        String::from_utf8(bytes).ok()
    }

    /// Keeps a file, in place of an older one of the same name.
    pub(super) async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), NotKept> {
        match self {
            Self::Files(folder) => {
                let handle = files::open(folder, name).await?;
                let outcome = files::put(&handle, bytes, 0);
                handle.close();
                outcome
            }
            Self::Cache(cache) => {
                let array = Uint8Array::from(bytes);
                let (headers, init) = (Headers::new()?, ResponseInit::new());
                headers.set(LENGTH, &bytes.len().to_string())?;
                init.set_headers_headers(&headers);
                let response = Response::new_with_opt_js_u8_array_and_init(Some(&array), &init)?;
                let _: JsValue = wait(cache.put_with_str(&address(name), &response)).await?;
                Ok(())
            }
            Self::Nowhere => Err(NotKept::Otherwise),
        }
    }

    /// Removes a file, if it is there.
    pub(super) async fn remove(&self, name: &str) {
        let promise = match self {
            Self::Files(folder) => folder.remove_entry(name),
            Self::Cache(cache) => cache.delete_with_str(&address(name)),
            Self::Nowhere => return,
        };
        // What cannot be removed is not there, or another page uses it; the list shows which.
        let _ = JsFuture::from(promise).await;
    }

    /// Gives a file another name. Not every browser can.
    pub(super) async fn rename(&self, name: &str, new: &str) -> Result<(), NotKept> {
        let Self::Files(folder) = self else { return Err(NotKept::Otherwise) };
        let file: FileSystemFileHandle = wait(folder.get_file_handle(name)).await?;
        let rename: js_sys::Function =
            member(&file, "move").dyn_into().map_err(|_| NotKept::Otherwise)?;
        let promise: js_sys::Promise = rename.call1(&file, &new.into())?.unchecked_into();
        let _: JsValue = wait(promise).await?;
        Ok(())
    }

    /// A file to write to as bytes come, cut to a length; only a file system has that.
    pub(super) async fn open_at(
        &self,
        name: &str,
        length: u64,
    ) -> Result<FileSystemSyncAccessHandle, NotKept> {
        let Self::Files(folder) = self else { return Err(NotKept::Otherwise) };
        let handle = files::open(folder, name).await?;
        match handle.truncate_with_f64(length as f64) {
            Ok(()) => Ok(handle),
            Err(thrown) => {
                handle.close();
                Err(thrown.into())
            }
        }
    }

    /// The names of all files.
    async fn names(&self) -> Result<Vec<String>, JsValue> {
        let mut names = Vec::new();
        match self {
            Self::Files(folder) => {
                let keys = folder.keys();
                loop {
                    let step: JsValue = wait(keys.next()?).await?;
                    if member(&step, "done").is_truthy() {
                        break;
                    }
                    names.extend(member(&step, "value").as_string());
                }
            }
            Self::Cache(cache) => {
                let keys: js_sys::Array = wait(cache.keys()).await?;
                for key in keys.iter() {
                    let url = key.unchecked_into::<Request>().url();
                    names.extend(url.rsplit('/').next().map(str::to_owned));
                }
            }
            Self::Nowhere => {}
        }
        names.sort();
        Ok(names)
    }

    /// All files and their sizes, and how much room there is. Titles are left empty.
    pub(super) async fn list(&self) -> (Vec<(String, u64)>, Storage) {
        let mut files = Vec::new();
        for name in self.names().await.unwrap_or_default() {
            if let Some(size) = self.size(&name).await {
                files.push((name, size));
            }
        }
        let mut storage =
            Storage { available: !matches!(self, Self::Nowhere), ..Storage::default() };
        if let Some(Ok(promise)) = manager().map(|manager| manager.estimate())
            && let Ok(estimate) = wait::<StorageEstimate>(promise).await
        {
            storage.quota = estimate.get_quota().map(|bytes| bytes as u64);
            storage.usage = estimate.get_usage().map(|bytes| bytes as u64);
        }
        (files, storage)
    }
}

async fn cached(cache: &Cache, name: &str) -> Option<Response> {
    let found: JsValue = wait(cache.match_with_str(&address(name))).await.ok()?;
    found.dyn_into().ok()
}

fn length(cached: &Response) -> Option<u64> {
    cached.headers().get(LENGTH).ok()??.parse().ok()
}

fn address(name: &str) -> String {
    format!("{ADDRESS}{name}")
}
