"""A runtime without AWS's client: what the tests run in place of a JVM.

Its only argument says how it behaves; its calls are answered with their own payload.
"""

import http.client
import os
import sys

behaviour = sys.argv[1]
print(f"I {behaviour}", flush=True)
if behaviour == "exit before asking":
    sys.exit(7)

connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
runtime = "/2018-06-01/runtime"


def post(path, body, chunked=False):
    connection.request("POST", runtime + path, iter([body]) if chunked else body)
    response = connection.getresponse()
    response.read()
    return response.status


if behaviour == "fail to start":
    post("/init/error", b'{"errorType":"Missing"}')
    sys.exit(1)

while True:
    connection.request("GET", runtime + "/invocation/next")
    response = connection.getresponse()
    payload = response.read()
    call = "/invocation/" + response.headers["Lambda-Runtime-Aws-Request-Id"]
    match behaviour:
        case "answer":
            post(call + "/response", payload)
        case "answer in chunks":
            post(call + "/response", payload, chunked=True)
        case "throw":
            post(call + "/error", b'{"errorType":"Thrown"}')
        case "answer a stranger's call":
            status = post("/invocation/other/response", b"")
            post(call + "/response", str(status).encode())
        case "hang":
            while True:
                pass
        case "die":
            print("last words", flush=True)
            os._exit(3)
