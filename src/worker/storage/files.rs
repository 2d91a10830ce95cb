//! The browser's private file system (OPFS), as workers may use it.

use super::{NotKept, PLACE, manager, wait};
use crate::worker::script::member;
use wasm_bindgen::JsCast;
use web_sys::{
    Blob, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetFileOptions,
    FileSystemSyncAccessHandle,
};

/// Our folder in the browser's private file system, if it has one that can be written to from here.
pub(super) async fn folder() -> Option<FileSystemDirectoryHandle> {
    let manager = manager()?;
    let handles = member(&member(&js_sys::global(), "FileSystemFileHandle"), "prototype");
    if !member(&manager, "getDirectory").is_function()
        || !member(&handles, "createSyncAccessHandle").is_function()
    {
        return None;
    }
    let root: FileSystemDirectoryHandle = wait(manager.get_directory()).await.ok()?;
    let open: js_sys::Function = member(&root, "getDirectoryHandle").dyn_into().ok()?;
    let promise = open.call2(&root, &PLACE.into(), &create()).ok()?;
    wait(promise.unchecked_into()).await.ok()
}

pub(super) async fn blob(folder: &FileSystemDirectoryHandle, name: &str) -> Option<Blob> {
    let file: FileSystemFileHandle = wait(folder.get_file_handle(name)).await.ok()?;
    wait(file.get_file()).await.ok()
}

pub(super) async fn open(
    folder: &FileSystemDirectoryHandle,
    name: &str,
) -> Result<FileSystemSyncAccessHandle, NotKept> {
    let file: FileSystemFileHandle =
        wait(folder.get_file_handle_with_options(name, &create())).await?;
    Ok(wait(file.create_sync_access_handle()).await?)
}

/// Writes bytes at a place, and drops what was behind them.
pub(super) fn put(
    handle: &FileSystemSyncAccessHandle,
    bytes: &[u8],
    at: u64,
) -> Result<(), NotKept> {
    write_at(handle, bytes, at)?;
    handle.truncate_with_f64((at + bytes.len() as u64) as f64)?;
    Ok(handle.flush()?)
}

/// Writes bytes at a place.
pub(in crate::worker) fn write_at(
    handle: &FileSystemSyncAccessHandle,
    bytes: &[u8],
    at: u64,
) -> Result<(), NotKept> {
    let place = web_sys::FileSystemReadWriteOptions::new();
    place.set_at_f64(at as f64);
    let written = handle.write_with_u8_array_and_options(bytes, &place)?;
    // A disk that is full takes less than it was given.
    if written as usize == bytes.len() { Ok(()) } else { Err(NotKept::Full) }
}

/// The wish that what is not there be made.
fn create() -> FileSystemGetFileOptions {
    let create = FileSystemGetFileOptions::new();
    create.set_create(true);
    create
}
