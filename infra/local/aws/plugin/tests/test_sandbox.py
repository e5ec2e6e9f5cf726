import json
import sys
import tempfile
import threading
import unittest
from pathlib import Path

from process_lambda.pool import PoolClosed, SandboxPool
from process_lambda.runtime_api import Call, InitError
from process_lambda.sandbox import FunctionFailed, Sandbox

RUNTIME = Path(__file__).with_name("runtime.py")


class WithSandboxes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name) / "function.log"

    def sandbox(self, behaviour):
        sandbox = Sandbox([sys.executable, str(RUNTIME), behaviour], {}, self.log)
        self.addCleanup(sandbox.stop)
        return sandbox

    def ready(self, behaviour):
        sandbox = self.sandbox(behaviour)
        sandbox.await_ready(10)
        return sandbox


class SandboxTest(WithSandboxes):
    def test_answers_call_after_call(self):
        for behaviour in ("answer", "answer in chunks"):
            with self.subTest(behaviour):
                sandbox = self.ready(behaviour)

                answers = [sandbox.call(call(payload)) for payload in (b'{"a":1}', b"[]")]

                self.assertEqual([b'{"a":1}', b"[]"], [answer.payload for answer in answers])
                self.assertFalse(any(answer.is_error for answer in answers))

    def test_hands_on_what_the_code_threw_and_stays_alive(self):
        sandbox = self.ready("throw")

        answer = sandbox.call(call())

        self.assertTrue(answer.is_error)
        self.assertEqual({"errorType": "Thrown"}, json.loads(answer.payload))
        self.assertTrue(sandbox.alive)

    def test_refuses_answers_to_calls_it_did_not_give(self):
        sandbox = self.ready("answer a stranger's call")

        answer = sandbox.call(call())

        self.assertEqual(b"400", answer.payload)

    def test_kills_what_takes_too_long(self):
        sandbox = self.ready("hang")

        with self.assertRaises(FunctionFailed) as failure:
            sandbox.call(call(timeout_seconds=0.2))

        error = json.loads(failure.exception.payload)
        self.assertEqual("Sandbox.Timedout", error["errorType"])
        self.assertIn("Task timed out after 0.20 seconds", error["errorMessage"])
        self.assertIsNotNone(sandbox._process.returncode)

    def test_ends_the_call_at_once_when_the_process_dies(self):
        sandbox = self.ready("die")

        with self.assertRaises(FunctionFailed) as failure:
            sandbox.call(call(timeout_seconds=60))

        error = json.loads(failure.exception.payload)
        self.assertEqual("Runtime.ExitError", error["errorType"])
        self.assertIn("exit status 3", error["errorMessage"])
        self.assertIn("last words", error["errorMessage"])

    def test_says_why_it_did_not_start(self):
        with self.assertRaises(InitError) as thrown:
            self.ready("fail to start")
        with self.assertRaises(FunctionFailed) as died:
            self.ready("exit before asking")

        self.assertEqual({"errorType": "Missing"}, json.loads(thrown.exception.payload))
        self.assertIn(b"exit status 7", died.exception.payload)

    def test_keeps_what_is_printed(self):
        sandbox = self.ready("answer")
        sandbox.call(call())

        first, second = sandbox.take_output(), sandbox.take_output()

        self.assertEqual(("I answer\n", ""), (first, second))
        self.assertEqual("I answer\n", self.log.read_text())


class SandboxPoolTest(WithSandboxes):
    def test_uses_an_idle_process_again(self):
        pool = SandboxPool(lambda: self.ready("answer"), limit=2)

        with pool.borrow() as first:
            pass
        with pool.borrow() as second:
            pass

        self.assertIs(first, second)

    def test_starts_another_in_place_of_a_dead_one(self):
        pool = SandboxPool(lambda: self.ready("answer"), limit=1)

        with pool.borrow() as first:
            first.stop()
        with pool.borrow() as second:
            answer = second.call(call(b"1"))

        self.assertEqual(b"1", answer.payload)

    def test_lets_calls_wait_for_their_turn(self):
        pool = SandboxPool(lambda: self.ready("answer"), limit=2)
        used = set()

        def one_call():
            with pool.borrow() as sandbox:
                sandbox.call(call())
                used.add(sandbox)

        run_all(one_call for _ in range(20))

        self.assertLessEqual(len(used), 2)

    def test_turns_away_who_waits_when_it_closes(self):
        pool = SandboxPool(lambda: self.ready("answer"), limit=1)
        turned_away = []

        def wait():
            try:
                with pool.borrow():
                    pass
            except PoolClosed:
                turned_away.append(True)

        with pool.borrow() as sandbox:
            waiting = threading.Thread(target=wait)
            waiting.start()
            pool.close()
            waiting.join(10)

        self.assertEqual([True], turned_away)
        self.assertFalse(sandbox.alive)


def call(payload=b"{}", timeout_seconds=10.0):
    return Call("request-1", "arn", "trace", payload, timeout_seconds)


def run_all(functions):
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


if __name__ == "__main__":
    unittest.main()
