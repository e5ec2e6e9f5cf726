"""Deploys stacks without LocalStack's long naps."""

from localstack.runtime import hooks

_POLL_SECONDS = 0.1


@hooks.on_infra_start()
def look_at_slow_resources_often():
    """
    A resource that is not ready at the second look, as each function is, holds up its stack for
    five seconds: a default argument that no setting reaches.
    """
    from localstack.services.cloudformation.resource_provider import ResourceProviderExecutor

    deploy_loop = ResourceProviderExecutor.deploy_loop

    def with_short_naps(*args, **kwargs):
        return deploy_loop(*args, **{"sleep_time": _POLL_SECONDS, **kwargs})

    ResourceProviderExecutor.deploy_loop = with_short_naps
