"""
`python -m benchmarks.pdf`: what a large PDF costs on its way through the dashboard.

The promise: 200 MB take at most 16 MB more memory in the process that sends them on, and come at least 0.35 times as
fast as the same bytes from the upstream itself. On Linux, which tells the most memory that a process has had.
"""

import argparse
import hashlib
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.console_process import ADMIN, PASSWORD, ConsoleProcess, signed_in
from tests.sandbox_process import SandboxProcess

MEGABYTE = 1_000_000
MORE_MEMORY = 16 * MEGABYTE
SHARE_OF_RAW = 0.35
PIECE = 64 * 1024
ANSWER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Download:
    seconds: float
    bytes: int
    digest: str

    @property
    def speed(self) -> float:
        """Megabytes a second."""
        return self.bytes / MEGABYTE / self.seconds


def main() -> None:
    options = read_options()
    with SandboxProcess() as sandbox, ConsoleProcess(sandbox) as console:
        with sandbox.sign_in() as api:
            invoice = api.json("/api/v3/invoices", limit=1)["invoices"][0]["id"]
        upstream_path = f"/api/v3/invoices/{invoice}/pdf"
        sandbox.arm(path=upstream_path, grow_bytes=options.megabytes * MEGABYTE)
        with signed_in(console.base_url, ADMIN, PASSWORD) as session:
            worker = only_child(console.pid)
            page, address = console.url(f"/invoices/{invoice}/pdf/"), console.url(f"/invoices/{invoice}/pdf/file/")
            raw, through, more = [], [], []
            for _ in range(options.runs):
                raw.append(download_raw(sandbox, upstream_path))
                session.get(page, timeout=ANSWER_SECONDS).raise_for_status()  # takes a new token out of the measure
                before = start_peak(worker)
                through.append(download(session, address))
                more.append(peak(worker) - before)
    report(raw, through, more)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=200, help="how large the PDF is (default: 200)")
    parser.add_argument("--runs", type=int, default=15, help="how often it is read each way (default: 15)")
    return parser.parse_args()


def download_raw(sandbox: SandboxProcess, path: str) -> Download:
    token = sandbox.ask_for_token().json()["access_token"]
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {token}"
        return download(session, sandbox.base_url + path)


def download(session: requests.Session, address: str) -> Download:
    digest, size, started = hashlib.blake2b(), 0, time.perf_counter()
    headers = {"Accept-Encoding": "identity"}
    with session.get(address, stream=True, timeout=ANSWER_SECONDS, allow_redirects=False, headers=headers) as answer:
        answer.raise_for_status()
        for piece in answer.iter_content(PIECE):
            size += len(piece)
            if size <= MEGABYTE:
                digest.update(piece)
    return Download(time.perf_counter() - started, size, digest.hexdigest())


def only_child(pid: int) -> int:
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(child)


def start_peak(pid: int) -> int:
    """The memory it has now, in bytes; from here on its peak is counted anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return status_bytes(pid, "VmRSS")


def peak(pid: int) -> int:
    return status_bytes(pid, "VmHWM")


def status_bytes(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


def report(raw: list[Download], through: list[Download], more: list[int]) -> None:
    if len({(got.bytes, got.digest) for got in (*raw, *through)}) != 1:
        raise RuntimeError("the dashboard did not send on what the upstream sent")
    print(f"a PDF of {raw[0].bytes / MEGABYTE:.0f} MB, {len(raw)} times each way, megabytes a second:")
    speeds = {"from the upstream itself": raw, "through the dashboard": through}
    medians = {name: statistics.median(got.speed for got in downloads) for name, downloads in speeds.items()}
    for name, downloads in speeds.items():
        spread = f"slowest {min(got.speed for got in downloads):.0f}, fastest {max(got.speed for got in downloads):.0f}"
        print(f"  {medians[name]:6.0f}  {name} ({spread})")
    # Each run beside its own neighbour: whatever else the machine does changes from one run to the next.
    share = statistics.median(one.speed / other.speed for one, other in zip(through, raw, strict=True))
    most = max(more)
    verdict = "kept" if share >= SHARE_OF_RAW else "BROKEN"
    print(f"ratio {share:.2f} of neighbouring runs, at least {SHARE_OF_RAW} promised: {verdict}")
    verdict = "kept" if most <= MORE_MEMORY else "BROKEN"
    print(f"memory {most / MEGABYTE:.1f} MB more at most, {MORE_MEMORY / MEGABYTE:.0f} promised: {verdict}")


if __name__ == "__main__":
    main()
