package dev.cmek.shared.cluster;

import java.util.List;

/// Some of the clusters that the Cloud API lists.
///
/// @param next names the page after this one; empty: there is none
public record ClusterPage(List<Cluster> clusters, String next) {

  public ClusterPage {
    clusters = List.copyOf(clusters);
  }
}
