"""`python -m bench.fleet.peers.pyav_threads URL...`: one thread for each camera that demuxes with PyAV."""

import sys
import threading

import av


def main() -> None:
    """Pull until killed."""
    threads = [threading.Thread(target=_pull, args=(url,), name=url) for url in sys.argv[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _pull(url: str) -> None:
    with av.open(url, options={"rtsp_transport": "tcp"}) as container:
        for packet in container.demux(video=0):
            bytes(packet)


if __name__ == "__main__":
    main()
