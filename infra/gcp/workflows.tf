locals {
  workflow_sources = {
    provision = file("${path.module}/workflows/provision.yaml")
    reverify  = file("${path.module}/workflows/reverify.yaml")
  }

  # BEGIN_RUN_URL and so on.
  function_urls = {
    for name, function in local.functions :
    "${upper(replace(name, "-", "_"))}_URL" => google_cloudfunctions2_function.this[name].service_config[0].uri
    if function.invoker == "workflow"
  }

  # Each workflow is told of the functions that it asks for.
  asked = {
    for name, source in local.workflow_sources :
    name => distinct(flatten(regexall("sys\\.get_env\\(\"([A-Z_]+_URL)\"\\)", source)))
  }
}

resource "google_workflows_workflow" "this" {
  for_each = local.workflow_sources

  project         = var.project_id
  region          = var.location
  name            = "cmek-${each.key}"
  service_account = google_service_account.workflows.id
  source_contents = each.value
  user_env_vars   = { for variable in local.asked[each.key] : variable => local.function_urls[variable] }
  labels          = var.labels
  # Calls carry what requests hold: only failures are written down.
  call_log_level      = "LOG_ERRORS_ONLY"
  deletion_protection = false

  depends_on = [google_project_service.functions]
}
