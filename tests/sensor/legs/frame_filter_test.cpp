#include "sensor/legs/frame_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace tapbond {
namespace {

constexpr int kEthernet = 1;
constexpr int kRaw = 101;

// An IPv4 UDP datagram from 192.0.2.1 port 5000 to 192.0.2.2 port 53.
const std::vector<std::uint8_t> kIpv4 = {0x45, 0, 0,   28, 0, 1, 0,    0,    64, 17, 0, 0, 192, 0,
                                         2,    1, 192, 0,  2, 2, 0x13, 0x88, 0,  53, 0, 8, 0,   0};

std::vector<std::uint8_t> ethernet(std::uint16_t type, const std::vector<std::uint8_t>& payload) {
  std::vector<std::uint8_t> bytes(12, 0x02);
  bytes.push_back(static_cast<std::uint8_t>(type >> 8));
  bytes.push_back(static_cast<std::uint8_t>(type & 0xff));
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

bool passes(const std::string& expression, int linktype, const std::vector<std::uint8_t>& bytes,
            std::uint32_t captured, std::uint32_t length) {
  const Frame frame{.stamp = 0,
                    .bytes = bytes.data(),
                    .captured = captured,
                    .length = length,
                    .interface = 0,
                    .marks = 0,
                    .leg = 0,
                    .slab = 0};
  return FrameFilter(expression, linktype).passes(frame);
}

bool passes(const std::string& expression, int linktype, const std::vector<std::uint8_t>& bytes) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  return passes(expression, linktype, bytes, size, size);
}

std::string refusal(const std::string& expression, int linktype) {
  try {
    const FrameFilter filter(expression, linktype);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

TEST(FrameFilter, LetsThroughWhatTheExpressionAsksFor) {
  const auto udp = ethernet(0x0800, kIpv4);
  const auto arp = ethernet(0x0806, std::vector<std::uint8_t>(28));
  EXPECT_TRUE(passes("udp port 53", kEthernet, udp));
  EXPECT_FALSE(passes("udp port 54", kEthernet, udp));
  EXPECT_TRUE(passes("src host 192.0.2.1 and not arp", kEthernet, udp));
  EXPECT_TRUE(passes("arp", kEthernet, arp));
  EXPECT_FALSE(passes("udp", kEthernet, arp));
}

TEST(FrameFilter, KnowsTheLinkType) {
  EXPECT_TRUE(passes("udp port 53", kRaw, kIpv4));
  EXPECT_FALSE(passes("udp port 53", kEthernet, kIpv4));
}

TEST(FrameFilter, TakesTheLengthOnTheWire) {
  const auto udp = ethernet(0x0800, kIpv4);
  const auto captured = static_cast<std::uint32_t>(udp.size());
  EXPECT_TRUE(passes("greater 1000", kEthernet, udp, captured, 1500));
  EXPECT_FALSE(passes("greater 1000", kEthernet, udp, captured, captured));
}

TEST(FrameFilter, LetsNothingThroughForBytesThatWereNotCaptured) {
  const auto udp = ethernet(0x0800, kIpv4);
  EXPECT_TRUE(passes("ip", kEthernet, udp, 14, 42));
  EXPECT_FALSE(passes("udp", kEthernet, udp, 14, 42));
  EXPECT_FALSE(passes("ip", kEthernet, udp, 0, 42));
}

TEST(FrameFilter, SaysInOneLineWhatDoesNotCompile) {
  for (const char* wrong : {"prot icmp", "host", "tcp and", "port 99999", "(udp"}) {
    const std::string message = refusal(wrong, kEthernet);
    EXPECT_NE(message.find(wrong), std::string::npos) << message;
    EXPECT_NE(message.find("EN10MB (Ethernet)"), std::string::npos) << message;
    EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 0) << message;
  }
}

// What libpcap would ask the DNS, NIS or a file for.
TEST(FrameFilter, LooksUpNoNameOfAHostOrNetwork) {
  for (const auto& [filter, word] : std::vector<std::pair<std::string, std::string>>{
           {"host localhost", "localhost"},
           {"host www.example.com", "www.example.com"},
           {"udp and not src www.example.com", "www.example.com"},
           {"ip6 host www.example.com", "www.example.com"},
           {"arp host gateway1", "gateway1"},
           {"host 192.0.2.1 or alice", "alice"},
           {"net loopback", "loopback"},
           {"dst net office/24", "office"},
           {"ether host alice", "alice"},
           {"ether src alice", "alice"}}) {
    const std::string message = refusal(filter, kEthernet);
    EXPECT_NE(message.find(": " + word + " is a name"), std::string::npos) << message;
    EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 0) << message;
  }
  for (const char* numeric : {"host 192.0.2.1", "net 10", "net 192.0.2.0/24", "host 2001:db8::1",
                              "ip6 net 2001:db8::/32", "ether host 02:00:00:00:00:01"}) {
    EXPECT_EQ(refusal(numeric, kEthernet), "") << numeric;
  }
}

TEST(FrameFilter, KnowsPortsAndProtocolsOfThisHostsLists) {
  for (const char* known : {"port domain", "tcp port http", "portrange ftp-http", "ip proto ospf",
                            "ip proto \\tcp", "ether proto \\arp"}) {
    EXPECT_EQ(refusal(known, kEthernet), "") << known;
  }
  EXPECT_NE(refusal("port nosuchservice", kEthernet).find("write its number"), std::string::npos);
}

TEST(FrameFilter, RefusesWhatALinkTypeCannotHave) {
  EXPECT_EQ(refusal("ether host 02:00:00:00:00:01", kEthernet), "");
  EXPECT_NE(refusal("ether host 02:00:00:00:00:01", kRaw).find("RAW (Raw IP)"), std::string::npos);
}

}  // namespace
}  // namespace tapbond
