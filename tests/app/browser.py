"""A headless Chromium for tests, driven over its debugging pipe by the standard library alone."""
import base64
import json
import os
import select
import shutil
import struct
import subprocess
import tempfile
import time
import zlib

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """One page without a network. Notes what it asked for and what it complained about.

    `webgl`: draws three dimensions, by the processor; without it there is no WebGL at all."""

    def __init__(self, width=1280, height=900, webgl=False):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        read_commands, self.commands = os.pipe()
        self.answers, write_answers = os.pipe()
        drawing = ["--enable-unsafe-swiftshader", "--use-angle=swiftshader"] if webgl else ["--disable-gpu", "--disable-3d-apis"]
        words = [PROGRAM, "--headless", "--no-sandbox", *drawing, "--hide-scrollbars", "--no-first-run",
                 "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
                 "--force-device-scale-factor=1", f"--window-size={width},{height}",
                 f"--user-data-dir={self.folder.name}", "--remote-debugging-pipe", "about:blank"]
        # The browser reads commands from descriptor 3 and answers on 4.
        shell = f'exec "$@" 3<&{read_commands} 4>&{write_answers}'
        self.process = subprocess.Popen(["bash", "-c", shell, "bash", *words], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, pass_fds=(read_commands, write_answers))
        os.close(read_commands)
        os.close(write_answers)
        self.rest = b""
        self.count = 0
        self.session = None
        self.requests = []
        self.complaints = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        self.ask("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
        self.resize(width, height)

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.commands)
        os.close(self.answers)
        self.folder.cleanup()

    def ask(self, method, **parameters):
        """Sends a command and answers with its result."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        number = self.count
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def receive(self, timeout_s=60):
        while b"\0" not in self.rest:
            if not select.select([self.answers], [], [], timeout_s)[0]:
                raise TimeoutError("the browser does not answer")
            more = os.read(self.answers, 1 << 20)
            if not more:
                raise RuntimeError("the browser has ended")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(text)
        self.note(message)
        return message

    def note(self, message):
        method = message.get("method")
        parameters = message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(parameters["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.complaints.append(json.dumps(parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.complaints.append(parameters["entry"]["text"])

    def open(self, path, fragment="", timeout_s=60):
        """Opens a file and waits until its page says that it is ready; answers with the seconds that this took."""
        begin = time.monotonic()
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url=f"file://{path}#{fragment}")
        while not self.value("window.__ready === true"):
            if time.monotonic() - begin > timeout_s:
                raise TimeoutError(f"not ready: {self.complaints}")
            time.sleep(0.05)
        return time.monotonic() - begin

    def value(self, expression):
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def resize(self, width, height):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def key(self, key):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code="Space" if key == " " else key,
                     text=key if len(key) == 1 and kind == "keyDown" else "")

    def picture(self, clip=None):
        """A screenshot as the bytes of a PNG; `clip` is (x, y, width, height)."""
        parameters = {"format": "png"}
        if clip:
            parameters["clip"] = dict(zip(("x", "y", "width", "height"), clip), scale=1)
        return base64.b64decode(self.ask("Page.captureScreenshot", **parameters)["data"])


def pixels(png):
    """Width, height and (red, green, blue) of every pixel of a PNG of 8-bit RGB or RGBA."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert depth == 8 and kind in (2, 6)
    at, packed = 8, b""
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at:at + 8])
        if name == b"IDAT":
            packed += png[at + 8:at + 8 + length]
        at += 12 + length
    step = 3 if kind == 2 else 4
    raw, stride, before, result = zlib.decompress(packed), step * width, bytearray(step * width), []
    for row in range(height):
        line = bytearray(raw[row * (stride + 1) + 1:(row + 1) * (stride + 1)])
        rule = raw[row * (stride + 1)]
        for i in range(stride if rule else 0):
            left = line[i - step] if i >= step else 0
            up = before[i]
            if rule == 1:
                guess = left
            elif rule == 2:
                guess = up
            elif rule == 3:
                guess = (left + up) // 2
            else:
                corner = before[i - step] if i >= step else 0
                guess = min((left, up, corner), key=lambda c, p=left + up - corner: abs(p - c))
            line[i] = (line[i] + guess) & 255
        result += [tuple(line[i:i + 3]) for i in range(0, stride, step)]
        before = line
    return width, height, result
