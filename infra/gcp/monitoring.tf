# The functions write JSON lines; what is watched are their fields. A wait is an answer 409, so the ERROR lines are the defects, and not
# the failed requests.

locals {
  lines = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=~\"^cmek-\" AND resource.labels.location=\"${var.location}\""

  # Every whole sweep ends with one line of numbers: INFO if it came to its end. One that could not see enough found nothing lost because it
  # saw nothing: its zero must not look like an all-clear.
  swept = "${local.lines} AND jsonPayload.step=\"EndSweep\" AND jsonPayload.outcome=\"SWEPT\""

  # How many lines there are.
  counted = {
    defects = "${local.lines} AND jsonPayload.level=\"ERROR\""
    sweeps  = "${local.swept} AND jsonPayload.level=\"INFO\""
    losses  = "${local.swept} AND jsonPayload.accessLost>0"
  }

  # A number in the line of a sweep.
  measured = {
    clusters   = { value = "EXTRACT(jsonPayload.clusters)", filter = "${local.swept} AND jsonPayload.level=\"INFO\"" }
    accessLost = { value = "EXTRACT(jsonPayload.accessLost)", filter = "${local.swept} AND (jsonPayload.accessLost>0 OR jsonPayload.degraded=false)" }
    exposed    = { value = "EXTRACT(jsonPayload.exposed)", filter = "${local.swept} AND (jsonPayload.exposed>0 OR jsonPayload.degraded=false)" }
    unknown    = { value = "EXTRACT(jsonPayload.unknown)", filter = "${local.swept} AND jsonPayload.level=\"INFO\"" }
  }
}

resource "google_logging_metric" "counted" {
  for_each = local.counted

  project = var.project_id
  name    = "cmek/${each.key}"
  filter  = each.value

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }

  depends_on = [google_project_service.functions]
}

resource "google_logging_metric" "measured" {
  for_each = local.measured

  project         = var.project_id
  name            = "cmek/${each.key}"
  filter          = each.value.filter
  value_extractor = each.value.value

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = "1"
  }

  bucket_options {
    exponential_buckets {
      num_finite_buckets = 32
      growth_factor      = 2
      scale              = 1
    }
  }

  depends_on = [google_project_service.functions]
}

locals {
  own      = { for name, metric in merge(google_logging_metric.counted, google_logging_metric.measured) : name => "resource.type=\"cloud_run_revision\" AND metric.type=\"logging.googleapis.com/user/${metric.name}\"" }
  finished = { for name, workflow in google_workflows_workflow.this : name => "resource.type=\"workflows.googleapis.com/Workflow\" AND resource.labels.workflow_id=\"${workflow.name}\" AND metric.type=\"workflows.googleapis.com/finished_execution_count\"" }
  waiting  = { for name, subscription in merge(google_pubsub_subscription.push, google_pubsub_subscription.dead_letters) : subscription.name => "resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=\"${subscription.name}\" AND metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\"" }

  # Each rings when there is more than nothing within so many seconds.
  alarms = {
    Defect = {
      filter  = local.own["defects"]
      aligner = "ALIGN_DELTA"
      text    = "A function failed with a defect or a lost connection: see its lines with level ERROR."
    }
    AccessLost = {
      filter  = local.own["losses"]
      aligner = "ALIGN_DELTA"
      # Between two sweeps nothing is known to have changed.
      period = (var.reverify_minutes + 5) * 60
      text   = "Clusters cannot use their keys: the notices say which, why, and what to run."
    }
    FailedSweep = {
      filter  = "${local.finished["reverify"]} AND metric.labels.status!=\"SUCCEEDED\""
      aligner = "ALIGN_DELTA"
      text    = "A sweep failed, or part of one: its cause says what to do."
    }
    FailedRun = {
      filter  = "${local.finished["provision"]} AND metric.labels.status!=\"SUCCEEDED\""
      aligner = "ALIGN_DELTA"
      text    = "A run failed or was cancelled: its notice says what to do."
    }
    DeadLetter = {
      filter  = local.waiting["cmek-onboarding-dead-letters"]
      aligner = "ALIGN_MAX"
      text    = "An onboarding event could not be worked with: its attributes reason and field say why."
    }
    CallbackDeadLetter = {
      filter  = local.waiting["cmek-callbacks-dead-letters"]
      aligner = "ALIGN_MAX"
      text    = "A ticket system could not be told what became of its ticket: the message's attribute reason says why."
    }
  }
}

resource "google_monitoring_alert_policy" "alarm" {
  for_each = local.alarms

  project               = var.project_id
  display_name          = "CMEK ${each.key}"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = each.value.text

    condition_threshold {
      filter          = each.value.filter
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period     = "${try(each.value.period, 300)}s"
        per_series_aligner   = each.value.aligner
        cross_series_reducer = each.value.aligner == "ALIGN_DELTA" ? "REDUCE_SUM" : "REDUCE_MAX"
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "${each.value.text} The runbook is docs/operations.md."
  }
}

# Silence must not look like health. It rings once after the first deployment, until the first sweep has ended.
resource "google_monitoring_alert_policy" "stale" {
  project               = var.project_id
  display_name          = "CMEK Stale"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = "No cluster was looked at for three periods"

    condition_absent {
      filter   = local.own["sweeps"]
      duration = "${3 * var.reverify_minutes * 60}s"

      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  # A series that goes on with zeros is not absent.
  conditions {
    display_name = "No sweep ended in three periods"

    condition_threshold {
      filter          = local.own["sweeps"]
      comparison      = "COMPARISON_LT"
      threshold_value = 1
      duration        = "0s"

      aggregations {
        alignment_period     = "${3 * var.reverify_minutes * 60}s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "No cluster was looked at for three periods: see the last executions of the workflow cmek-reverify. The runbook is docs/operations.md."
  }
}

# ---- What people are told: the line that a function writes with each announcement ----

resource "google_monitoring_alert_policy" "notice" {
  project               = var.project_id
  display_name          = "CMEK notice"
  combiner              = "OR"
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = "A function told people something"

    condition_matched_log {
      filter = "${local.lines} AND jsonPayload.type=~\"^dev\\.cmek\\.\" AND jsonPayload.title:*"
      label_extractors = {
        title = "EXTRACT(jsonPayload.title)"
        type  = "EXTRACT(jsonPayload.type)"
      }
    }
  }

  alert_strategy {
    auto_close = "1800s"

    notification_rate_limit {
      period = "300s"
    }
  }

  documentation {
    subject   = "$${log.extracted_label.title}"
    mime_type = "text/markdown"
    content   = "$${log.extracted_label.title} ($${log.extracted_label.type}): the whole text, with what to run, is in the message of this title on the topic cmek-alerts."
  }
}

# ---- At a glance ----

locals {
  charts = [
    { title = "Clusters, as the sweeps found them", aligner = "ALIGN_DELTA", reducer = "REDUCE_MEAN", filters = [for name in keys(local.measured) : local.own[name]] },
    { title = "Sweeps", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", filters = [local.own["sweeps"], local.finished["reverify"]] },
    { title = "Onboardings", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", filters = [local.finished["provision"]] },
    { title = "Defects", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", filters = [local.own["defects"]] },
    { title = "HTTP door", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", filters = ["resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"cmek-ticket\" AND metric.type=\"run.googleapis.com/request_count\""] },
    { title = "Subscriptions", aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", filters = values(local.waiting) },
  ]
}

resource "google_monitoring_dashboard" "this" {
  project = var.project_id

  dashboard_json = jsonencode({
    displayName = "CMEK functions"
    gridLayout = {
      columns = 3
      widgets = concat(
        [for chart in local.charts : {
          title = chart.title
          xyChart = {
            dataSets = [for filter in chart.filters : {
              plotType = "LINE"
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter      = filter
                  aggregation = { alignmentPeriod = "300s", perSeriesAligner = chart.aligner, crossSeriesReducer = chart.reducer }
                }
              }
            }]
          }
        }],
        [{
          title     = "Defects and refusals"
          logsPanel = { filter = "${local.lines} AND jsonPayload.level=(\"ERROR\" OR \"WARN\")", resourceNames = ["projects/${var.project_id}"] }
        }],
      )
    }
  })
}
