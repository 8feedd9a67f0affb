//! Version order in each package ecosystem.
