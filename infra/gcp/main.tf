# What the functions are and may do stands in functions.yaml; here it is read.

data "google_project" "this" {
  project_id = var.project_id
}

locals {
  key_project = coalesce(var.key_project_id, var.project_id)
  number      = data.google_project.this.number

  placeholders = {
    project             = var.project_id
    key_project         = local.key_project
    location            = var.location
    state_bucket        = "${var.project_id}-cmek-state"
    evidence_bucket     = "${var.project_id}-cmek-evidence"
    cloud_api_url       = var.cloud_api_url
    allow_test_endpoint = tostring(var.allow_test_endpoint)
    run_limit           = var.run_limit
    allow_bearer        = tostring(var.allow_bearer)
    sweep_period        = "PT${var.reverify_minutes}M"
    second_look_seconds = tostring(var.second_look_seconds)
    callback_hosts      = join(",", var.callback_hosts)
    callback_ca_pem     = var.callback_ca_pem
  }

  # Each value as JSON writes it inside its quotes.
  declared = yamldecode(templatefile("${path.module}/functions.yaml", {
    for name, value in local.placeholders : name => trimsuffix(trimprefix(jsonencode(value), "\""), "\"")
  }))

  functions = {
    for name, function in local.declared.functions : name => {
      entry_point   = function.entryPoint
      memory        = try(function.memory, local.declared.defaults.memory)
      timeout       = try(function.timeout, local.declared.defaults.timeout)
      concurrency   = try(function.concurrency, local.declared.defaults.concurrency)
      max_instances = try(function.maxInstances, local.declared.defaults.maxInstances)
      environment   = merge(local.declared.environment, try(function.environment, {}))
      invoker       = function.invoker
      pushed_from   = try(function.pushedFrom, null)
      key_project   = try(function.keyProject, [])
      state         = try(function.state, null)
      evidence      = try(function.evidence, null)
      secrets       = try(function.secrets, [])
      topics        = try(function.topics, [])
      workflows     = try(function.workflows, {})
    }
  }

  topics = toset(["alerts", "onboarding", "onboarding-dead-letters", "callbacks", "callbacks-dead-letters", "stopped"])
}
