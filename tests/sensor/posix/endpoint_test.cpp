#include "sensor/posix/endpoint.h"

#include <gtest/gtest.h>

#include "sensor/usage_error.h"

namespace tapbond {
namespace {

TEST(Endpoint, IsAnAddressAndAPort) {
  for (const char* text : {"127.0.0.1:57012", "0.0.0.0:1", "192.168.1.2:65535", "[::1]:57012"}) {
    EXPECT_EQ(endpoint_text(parse_endpoint("--serve", text).address), text);
  }
}

TEST(Endpoint, KnowsTheLoopback) {
  EXPECT_TRUE(parse_endpoint("--serve", "127.0.0.1:57012").loopback);
  EXPECT_TRUE(parse_endpoint("--serve", "127.9.9.9:57012").loopback);
  EXPECT_TRUE(parse_endpoint("--serve", "[::1]:57012").loopback);
  EXPECT_FALSE(parse_endpoint("--serve", "0.0.0.0:57012").loopback);
  EXPECT_FALSE(parse_endpoint("--serve", "[::]:57012").loopback);
  EXPECT_FALSE(parse_endpoint("--serve", "10.0.0.1:57012").loopback);
}

TEST(Endpoint, KnowsWhatStandsForAllAddresses) {
  EXPECT_TRUE(parse_endpoint("--serve", "0.0.0.0:57012").wildcard);
  EXPECT_TRUE(parse_endpoint("--serve", "[::]:57012").wildcard);
  EXPECT_FALSE(parse_endpoint("--serve", "127.0.0.1:57012").wildcard);
  EXPECT_FALSE(parse_endpoint("--serve", "[::1]:57012").wildcard);
}

TEST(Endpoint, HasAHostAndAPort) {
  const Endpoint v4 = parse_endpoint("--serve", "10.0.0.1:57012");
  EXPECT_EQ(host_text(v4.address), "10.0.0.1");
  EXPECT_EQ(v4.port, 57012);
  const Endpoint v6 = parse_endpoint("--serve", "[fe80::1]:5");
  EXPECT_EQ(host_text(v6.address), "fe80::1");
  EXPECT_EQ(v6.port, 5);
}

TEST(Endpoint, IsNeverAName) {
  for (const char* text :
       {"", ":", "57012", "localhost:57012", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0",
        "127.0.0.1:65536", "127.0.0.1:x", "::1:57012", "[::1]", "[localhost]:5"}) {
    EXPECT_THROW(parse_endpoint("--serve", text), UsageError) << text;
  }
}

TEST(Endpoint, OfAFeedHasOneName) {
  EXPECT_TRUE(is_feed("TCP@10.0.0.7:57012"));
  EXPECT_FALSE(is_feed("eth1"));
  EXPECT_EQ(feed_name("TCP@10.0.0.7:57012"), "TCP@10.0.0.7:57012");
  EXPECT_EQ(feed_name("TCP@[0:0::1]:057012"), "TCP@[::1]:57012");
  EXPECT_EQ(feed_name("eth1"), "eth1");
  EXPECT_EQ(endpoint_text(feed_endpoint("TCP@10.0.0.7:5").address), "10.0.0.7:5");
  EXPECT_THROW(feed_name("TCP@sensor7:57012"), UsageError);
  EXPECT_THROW(feed_name("TCP@"), UsageError);
}

}  // namespace
}  // namespace tapbond
