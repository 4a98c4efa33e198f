#include "sensor/sessions/server_ports.h"

#include <algorithm>
#include <iterator>

namespace tapbond::sessions {
namespace {

// Rising.
constexpr std::uint16_t kTcp[] = {
    21,   22,   25,   53,   80,   81,   88,   135,  139,  143,  389,  443,  445,  465,  502,
    563,  585,  587,  614,  631,  636,  989,  990,  992,  993,  995,  1080, 1883, 2811, 3128,
    3268, 3389, 5222, 5223, 5269, 5432, 6379, 6666, 6667, 6668, 6669, 8000, 8080, 8888, 20000,
};
constexpr std::uint16_t kUdp[] = {
    53,   67,   88,   123,  137,  161,  162,  389,  443,  514,  1812, 2123,  2152,
    3268, 3389, 3544, 4754, 4755, 4789, 5060, 5072, 5353, 5355, 6081, 20000,
};
static_assert(std::is_sorted(std::begin(kTcp), std::end(kTcp)));
static_assert(std::is_sorted(std::begin(kUdp), std::end(kUdp)));

}  // namespace

bool is_likely_tcp_server(std::uint16_t port) {
  return std::binary_search(std::begin(kTcp), std::end(kTcp), port);
}

bool is_likely_udp_server(std::uint16_t port) {
  return std::binary_search(std::begin(kUdp), std::end(kUdp), port);
}

}  // namespace tapbond::sessions
