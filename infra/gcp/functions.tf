locals {
  # "state.write" and so on, of functions.yaml: cmekStateWrite.
  role_ids = {
    for name, permissions in local.declared.roles :
    name => "cmek${join("", [for word in split(".", name) : title(word)])}"
  }

  # One entry for each word that a function says in functions.yaml.
  state_grants    = { for name, function in local.functions : name => function.state if function.state != null }
  evidence_grants = { for name, function in local.functions : name => function.evidence if function.evidence != null }
  secret_grants = merge([
    for name, function in local.functions : { for secret in function.secrets : "${name} ${secret}" => { function = name, secret = secret } }
  ]...)
  topic_grants = merge([
    for name, function in local.functions : { for topic in function.topics : "${name} ${topic}" => { function = name, topic = topic } }
  ]...)
  workflow_grants = merge([
    for name, function in local.functions : {
      for may in toset(flatten(values(function.workflows))) : "${name} ${may}" => { function = name, may = may }
    }
  ]...)
  key_project_grants = { for name, function in local.functions : name => function.key_project if length(function.key_project) > 0 }
}

# ---- Who the functions are ----

resource "google_service_account" "function" {
  for_each = local.functions

  project      = var.project_id
  account_id   = "cmek-${each.key}"
  display_name = "CMEK function ${each.key}"

  depends_on = [google_project_service.functions]
}

# ---- What they may do: custom roles of exactly the permissions that functions.yaml lists ----

resource "google_project_iam_custom_role" "declared" {
  for_each = local.declared.roles

  project     = var.project_id
  role_id     = local.role_ids[each.key]
  title       = "CMEK functions: ${each.key}"
  permissions = each.value

  depends_on = [google_project_service.functions]
}

resource "google_project_iam_custom_role" "key_project" {
  for_each = local.key_project_grants

  project     = local.key_project
  role_id     = "cmek${join("", [for word in split("-", each.key) : title(word)])}"
  title       = "CMEK function ${each.key}"
  description = "What ${each.key} may do with keys and service accounts: nothing that disables, destroys or deletes"
  permissions = each.value

  depends_on = [google_project_service.keys]
}

resource "google_project_iam_member" "key_project" {
  for_each = local.key_project_grants

  project = local.key_project
  role    = google_project_iam_custom_role.key_project[each.key].name
  member  = google_service_account.function[each.key].member
}

resource "google_storage_bucket_iam_member" "state" {
  for_each = local.state_grants

  bucket = google_storage_bucket.state.name
  role   = google_project_iam_custom_role.declared["state.${each.value}"].name
  member = google_service_account.function[each.key].member
}

resource "google_storage_bucket_iam_member" "evidence" {
  for_each = local.evidence_grants

  bucket = google_storage_bucket.evidence.name
  role   = google_project_iam_custom_role.declared["evidence.${each.value}"].name
  member = google_service_account.function[each.key].member
}

resource "google_secret_manager_secret_iam_member" "function" {
  for_each = local.secret_grants

  project   = var.project_id
  secret_id = google_secret_manager_secret.this[each.value.secret].secret_id
  role      = google_project_iam_custom_role.declared["secrets.read"].name
  member    = google_service_account.function[each.value.function].member
}

resource "google_pubsub_topic_iam_member" "function" {
  for_each = local.topic_grants

  project = var.project_id
  topic   = google_pubsub_topic.this[each.value.topic].name
  role    = google_project_iam_custom_role.declared["topics.publish"].name
  member  = google_service_account.function[each.value.function].member
}

# Workflows have no policy of their own: who may start one may start each of the project.
resource "google_project_iam_member" "workflows" {
  for_each = local.workflow_grants

  project = var.project_id
  role    = google_project_iam_custom_role.declared["workflows.${each.value.may}"].name
  member  = google_service_account.function[each.value.function].member
}

# ---- The functions ----

resource "google_cloudfunctions2_function" "this" {
  for_each = local.functions

  project  = var.project_id
  location = var.location
  name     = "cmek-${each.key}"
  labels   = var.labels

  build_config {
    runtime           = "java25"
    entry_point       = each.value.entry_point
    service_account   = google_service_account.build.name
    docker_repository = google_artifact_registry_repository.images.id

    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.package.name
      }
    }
  }

  service_config {
    service_account_email            = google_service_account.function[each.key].email
    available_memory                 = "${each.value.memory}Mi"
    available_cpu                    = "1"
    timeout_seconds                  = each.value.timeout
    max_instance_count               = each.value.max_instances
    max_instance_request_concurrency = each.value.concurrency
    environment_variables            = each.value.environment
    # Workflows and Pub/Sub of the same project count as internal.
    ingress_settings               = each.value.invoker == "public" ? "ALLOW_ALL" : "ALLOW_INTERNAL_ONLY"
    all_traffic_on_latest_revision = true
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.build,
    google_project_iam_member.build_logs,
    google_project_iam_member.build_sources,
    google_storage_bucket_iam_member.build_package,
  ]
}

# ---- Who may call them: nobody else ----

resource "google_service_account" "workflows" {
  project      = var.project_id
  account_id   = "cmek-workflows"
  display_name = "CMEK workflows: call the functions"

  depends_on = [google_project_service.functions]
}

resource "google_service_account" "push" {
  project      = var.project_id
  account_id   = "cmek-push"
  display_name = "CMEK subscriptions: call the functions"

  depends_on = [google_project_service.functions]
}

locals {
  # The function's name is that of its Cloud Run service.
  invocations = merge([
    for name, function in local.functions : {
      for member in {
        workflow = [google_service_account.workflows.member]
        push     = [google_service_account.push.member]
        public   = var.ticket_invokers
      }[function.invoker] : "${name} ${function.invoker == "public" ? member : function.invoker}" => { function = name, member = member }
    }
  ]...)
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = local.invocations

  project  = var.project_id
  location = var.location
  name     = google_cloudfunctions2_function.this[each.value.function].name
  role     = "roles/run.invoker"
  member   = each.value.member
}

# ---- Who builds them ("Custom service account for Cloud Build", Cloud Run functions) ----

resource "google_service_account" "build" {
  project      = var.project_id
  account_id   = "cmek-build"
  display_name = "CMEK functions: builds their images"

  depends_on = [google_project_service.functions]
}

resource "google_artifact_registry_repository" "images" {
  project       = var.project_id
  location      = var.location
  repository_id = "cmek-functions"
  format        = "DOCKER"
  labels        = var.labels

  depends_on = [google_project_service.functions]
}

resource "google_artifact_registry_repository_iam_member" "build" {
  project    = var.project_id
  location   = var.location
  repository = google_artifact_registry_repository.images.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.build.member
}

resource "google_project_iam_member" "build_logs" {
  project = var.project_id
  role    = "roles/logging.logWriter"
  member  = google_service_account.build.member
}

resource "google_storage_bucket_iam_member" "build_package" {
  bucket = google_storage_bucket.source.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.build.member
}

# Cloud Functions copies the package to a bucket of its own, and builds from there.
resource "google_project_iam_member" "build_sources" {
  project = var.project_id
  role    = "roles/storage.objectViewer"
  member  = google_service_account.build.member

  condition {
    title      = "sources of functions"
    expression = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-${local.number}-${var.location}\")"
  }
}
