//! Scripts that run in the page's worker before its own program, and what they tell.

use crate::page::Page;
use crate::settings;
use serde_json::Value;

/// The page's worker begins with this script. Its own program, wasm, runs later.
pub fn before_the_worker(page: &Page, script: &str) {
    let path = settings::dist().join("engine.js");
    let loader = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    page.serve("/engine.js", format!("{script};\n{loader}").into());
}

/// Such a script, for the page too: the visitor asked the browser to be sparing of data.
pub const SAVES_DATA: &str =
    "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })";

/// Such a script: every GPU is the poorest that WebGPU allows, without any optional feature, such as a clock of
/// its own (`timestamp-query`), and with the limits that all have.
pub const POOREST_GPU: &str = "const { requestAdapter } = GPU.prototype;
    const { requestDevice } = GPUAdapter.prototype;
    const poorest = new WeakMap();
    GPU.prototype.requestAdapter = async function (...given) {
        const spare = await requestAdapter.apply(this, given);
        const adapter = await requestAdapter.apply(this, given);
        poorest.set(adapter, await requestDevice.call(spare));
        return adapter;
    };
    for (const name of ['features', 'limits'])
        Object.defineProperty(GPUAdapter.prototype, name, {
            configurable: true, get() { return poorest.get(this)[name]; },
        });
    GPUAdapter.prototype.requestDevice = function () { return requestDevice.call(this); }";

/// Such a script: every GPU is that of a browser from before 2024, which tells less of it and refuses to hear of
/// limits that came later.
pub const OLD_GPU: &str = "const { requestDevice } = GPUAdapter.prototype;
    delete GPUAdapter.prototype.info;
    delete GPUSupportedLimits.prototype.maxBindGroupsPlusVertexBuffers;
    Object.defineProperty(GPUAdapter.prototype, 'isFallbackAdapter', { configurable: true, get: () => true });
    GPUAdapter.prototype.requestDevice = function (wanted) {
        const unknown = Object.keys(wanted.requiredLimits).find(limit => !(limit in this.limits));
        if (unknown) return Promise.reject(new DOMException(`${unknown} is not recognized`, 'OperationError'));
        return requestDevice.call(this, wanted);
    };";

/// Such a script: every GPU computes activations wrongly, as if its driver compiled them to something else.
pub const WRONG_GPU: &str = "const { createShaderModule } = GPUDevice.prototype;
    GPUDevice.prototype.createShaderModule = function (given) {
        const code = given.code.replaceAll('exp(-2.0 *', 'exp(-1.0 *')
            .replaceAll('max(x, vec4(0.0))', 'max(x, vec4(0.2))');
        return createShaderModule.call(this, { ...given, code });
    }";

/// Such a script: every GPU counts as hardware, an "NVIDIA ampere", which computes the usual way of a convolution
/// wrongly.
pub const WRONG_USUAL_WAY: &str = "const told = { isFallbackAdapter: false, vendor: 'nvidia', architecture: 'ampere' };
    for (const [name, value] of Object.entries({ ...told, device: '', description: '' }))
        Object.defineProperty(GPUAdapterInfo.prototype, name, { configurable: true, get: () => value });
    const { createShaderModule } = GPUDevice.prototype;
    GPUDevice.prototype.createShaderModule = function (given) {
        const code = given.code.replace('store(pixel, o, s0);', 'store(pixel, o, s0 + 1.0);');
        self.wrong = (self.wrong ?? 0) + (code !== given.code);
        return createShaderModule.call(this, { ...given, code });
    };
    const asked = new BroadcastChannel('wrong');
    asked.onmessage = () => asked.postMessage(self.wrong ?? 0);";

/// Such a script: no GPU's driver can compile workgroup tiles of 64 pixels.
pub const UNCOMPILABLE_TILES: &str = "const { createShaderModule } = GPUDevice.prototype;
    const { createComputePipeline, createComputePipelineAsync } = GPUDevice.prototype;
    const texts = new WeakMap();
    const cannot = ({ compute }) => texts.get(compute.module)?.includes('const TILE_PIXELS: u32 = 64u');
    GPUDevice.prototype.createShaderModule = function (given) {
        const shader = createShaderModule.call(this, given);
        texts.set(shader, given.code);
        return shader;
    };
    GPUDevice.prototype.createComputePipeline = function (given) {
        const { compute } = given;
        if (!cannot(given)) return createComputePipeline.call(this, given);
        self.uncompilable = (self.uncompilable ?? 0) + 1;
        const error = new GPUInternalError('the driver gave up');
        queueMicrotask(() => this.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error })));
        this.pushErrorScope('validation');
        const none = createComputePipeline.call(this, { ...given, compute: { ...compute, entryPoint: 'none' } });
        this.popErrorScope();
        return none;
    };
    GPUDevice.prototype.createComputePipelineAsync = function (given) {
        if (!cannot(given)) return createComputePipelineAsync.call(this, given);
        self.uncompilable = (self.uncompilable ?? 0) + 1;
        return Promise.reject(new GPUPipelineError('the driver gave up', { reason: 'internal' }));
    };
    const asked = new BroadcastChannel('uncompilable');
    asked.onmessage = () => asked.postMessage(self.uncompilable ?? 0);";

/// Such a script: once its `BroadcastChannel` "gone" hears a method's name, that throws, as Safari's do when the
/// browser's part for GPUs has ended.
pub const GONE_GPU: &str = "const gone = new BroadcastChannel('gone');
    gone.onmessage = ({ data: name }) => {
        const { prototype } = [GPUDevice, GPUQueue].find(({ prototype }) => name in prototype);
        prototype[name] = () => { throw new DOMException('Unable to create', 'InvalidStateError'); };
    };";

/// Such a script: every GPU has room for 40 MB of buffers.
pub const SMALL_MEMORY: &str = "const { createBuffer } = GPUDevice.prototype;
    let taken = 0;
    GPUDevice.prototype.createBuffer = function (given) {
        taken += given.size;
        if (taken <= 4e7) return createBuffer.call(this, given);
        const error = new GPUOutOfMemoryError('it is full');
        queueMicrotask(() => this.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error })));
        this.pushErrorScope('validation');
        const none = createBuffer.call(this, { ...given, size: 2 ** 50 });
        this.popErrorScope();
        return none;
    };";

/// Such a script: every GPU refuses one of the shaders that come late, its twentieth.
pub const REFUSED_SHADER: &str = "const { createShaderModule } = GPUDevice.prototype;
    const texts = new Set();
    GPUDevice.prototype.createShaderModule = function (given) {
        const refused = [...texts.add(given.code)][19];
        return createShaderModule.call(this, given.code === refused ? { ...given, code: 'none' } : given);
    };";

/// What such a script answers to `?` on its `BroadcastChannel` of this name. A worker that does not listen
/// yet is asked again.
pub async fn asked_of_the_worker(page: &Page, channel: &str) -> Value {
    let ask = format!(
        "const channel = new BroadcastChannel('{channel}');
         return await new Promise(resolve => {{
             const ask = () => channel.postMessage('?');
             const again = setInterval(ask, 100);
             channel.onmessage = ({{ data }}) => {{ clearInterval(again); channel.close(); resolve(data); }};
             ask();
         }})"
    );
    page.eval(&ask).await
}
