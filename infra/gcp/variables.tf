variable "project_id" {
  description = "The project of the functions, such as acme-cmek."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id is the id of a project, such as acme-cmek: not its number, and not its display name."
  }
}

variable "key_project_id" {
  description = "The project of the keys and of the service accounts that CockroachDB Cloud uses; null for the project of the functions. One of its own is better: the functions' rights on keys and accounts are rights on all that are in it."
  type        = string
  default     = null

  validation {
    condition     = var.key_project_id == null || can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.key_project_id))
    error_message = "key_project_id is the id of a project, such as acme-keys: not its number, and not its display name."
  }
}

variable "location" {
  description = "The region of functions, workflows, buckets and secrets, such as europe-west1. Keys are where clusters are."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.location))
    error_message = "location is one region, such as europe-west1: functions know no multi-region."
  }
}

variable "package" {
  description = "The zip that make package builds; null for the one in this checkout."
  type        = string
  default     = null
}

variable "cloud_api_url" {
  description = "Base URL of the CockroachDB Cloud API. Another one than the vendor's also needs allow_test_endpoint."
  type        = string
  default     = "https://cockroachlabs.cloud"

  validation {
    condition     = can(regex("^https?://[^/]+$", var.cloud_api_url))
    error_message = "cloud_api_url is a scheme and a host without a path, such as https://cockroachlabs.cloud."
  }
}

variable "allow_test_endpoint" {
  description = "Lets the functions talk to other APIs than the vendor's and Google's, such as simulators. Never true in production."
  type        = bool
  default     = false
}

variable "run_limit" {
  description = "How long a run may take, as an ISO 8601 duration."
  type        = string
  default     = "PT2H30M"

  validation {
    condition     = can(regex("^PT([0-9]+H)?([0-9]+M)?$", var.run_limit)) && var.run_limit != "PT"
    error_message = "run_limit is hours and minutes as in PT2H30M."
  }
}

variable "reverify_minutes" {
  description = "How often every cluster is looked at again. A sweep refuses a period too short to ask about all clusters, three a second."
  type        = number
  default     = 10

  validation {
    condition     = contains([2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60], var.reverify_minutes)
    error_message = "reverify_minutes is a part of an hour without rest, from 2 to 60: a schedule by the clock has no other equal periods."
  }
}

variable "second_look_seconds" {
  description = "How long after something suspicious the second look comes that must agree before anybody is woken."
  type        = number
  default     = 60

  validation {
    condition     = var.second_look_seconds >= 1 && var.second_look_seconds <= 60 && floor(var.second_look_seconds) == var.second_look_seconds
    error_message = "second_look_seconds is a whole number from 1 to 60."
  }
}

variable "callback_hosts" {
  description = "The hosts that may be told how a ticket's run ended, such as [\"tickets.example\", \"jira.example:8443\"]. A host that has private addresses must say so: \"tickets.corp.example allowPrivate\". Empty allows none."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for host in var.callback_hosts : can(regex("^[A-Za-z0-9.-]+(:[0-9]+)?( allowPrivate)?$", host))])
    error_message = "Each of callback_hosts is a host, perhaps with a port, perhaps followed by a blank and allowPrivate: no scheme, no path."
  }
}

variable "callback_ca_pem" {
  description = "Certificate of a private authority that these hosts' certificates may come from, as PEM; empty for none."
  type        = string
  default     = ""

  validation {
    condition     = var.callback_ca_pem == "" || startswith(trimspace(var.callback_ca_pem), "-----BEGIN CERTIFICATE-----")
    error_message = "callback_ca_pem is a certificate as PEM: it begins with -----BEGIN CERTIFICATE-----."
  }
}

variable "allow_bearer" {
  description = "Lets callers that cannot sign send a token instead, from the source addresses that the secret cmek-callers lists for them."
  type        = bool
  default     = false
}

variable "ticket_invokers" {
  description = "Who may reach the HTTP door, as IAM members. Empty for nobody; [\"allUsers\"] for ticket systems that cannot send Google's tokens: the door answers 401 to whatever is not signed, or has no token of its own."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.ticket_invokers : can(regex("^(allUsers|(user|group|domain|serviceAccount|principal|principalSet):.+)$", member))])
    error_message = "Each of ticket_invokers is an IAM member such as serviceAccount:tickets@acme.iam.gserviceaccount.com, or allUsers."
  }
}

variable "onboarding_publishers" {
  description = "Who may send onboarding events, as IAM members."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for member in var.onboarding_publishers : can(regex("^(user|group|serviceAccount|principal|principalSet):.+$", member))])
    error_message = "Each of onboarding_publishers is an IAM member such as serviceAccount:orders@acme.iam.gserviceaccount.com; allUsers is none of them."
  }
}

variable "notification_channels" {
  description = "Who is told: names of Cloud Monitoring's channels, such as projects/acme-cmek/notificationChannels/123. Empty for nobody yet."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for channel in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[0-9]+$", channel))])
    error_message = "Each of notification_channels is the whole name of a channel, such as projects/acme-cmek/notificationChannels/123."
  }
}

variable "evidence_retention_days" {
  description = "How long nobody can change or delete a record of evidence; 0 for no such rule. It is not locked: whoever owns the project can lock it, for ever."
  type        = number
  default     = 0

  validation {
    condition     = var.evidence_retention_days >= 0 && var.evidence_retention_days <= 36500
    error_message = "evidence_retention_days is from 0 to 36500, the longest that Cloud Storage keeps."
  }
}

variable "labels" {
  description = "Labels of what is created here. Those of keys come with the requests."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "Labels are of small letters, digits, _ and -, up to 63 each; a key begins with a letter."
  }
}
