"""The benchmarks, one a module; `bench.suite` names them."""
