"""What the gateway counts, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics:
    """The figures of one gateway process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        prefix = "zhengban_gateway_"
        registry = self.registry
        self.requests = Counter(prefix + "requests", "GraphQL requests", ["operation", "outcome"], registry=registry)
        self.duration = Histogram(
            prefix + "request_seconds", "Time of GraphQL requests", ["operation"], buckets=BUCKETS, registry=registry
        )
        self.plans = Counter(prefix + "plan_cache", "Operations asked of the plan cache", ["result"], registry=registry)
        self.fetches = Counter(prefix + "fetches", "Requests to services", ["service", "outcome"], registry=registry)
        self.errors = Counter(prefix + "errors", "Errors in answers", ["code"], registry=registry)
        self.streams = Gauge(prefix + "streams", "Open subscriptions", ["transport"], registry=registry)
        self.files = Counter(prefix + "files", "File requests passed on", ["service", "status"], registry=registry)
        self.planner_up = Gauge(prefix + "planner_up", "Whether the planner's process is alive", registry=registry)
