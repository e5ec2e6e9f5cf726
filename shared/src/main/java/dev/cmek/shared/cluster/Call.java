package dev.cmek.shared.cluster;

import java.util.Optional;

/// One request to the Cloud API.
///
/// @param doing for error texts, with the object and its id: `reading CMEK of cluster f78b7feb-…`
/// @param roles the service account's roles that allow it, for people
/// @param body JSON; absent on a GET
record Call(String method, String path, String doing, String roles, Optional<byte[]> body) {

  static Call get(String path, String doing, String roles) {
    return new Call("GET", path, doing, roles, Optional.empty());
  }

  boolean isRead() {
    return method.equals("GET");
  }
}
