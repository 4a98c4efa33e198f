// The table of link types.
#include "decoders/link/link_types.h"

#include <algorithm>
#include <iterator>

namespace tapbond::text {
namespace {

struct Row {
  int linktype;
  LinkDecoder decode;
};

// clang-format off
constexpr Row kRows[] = {
    {0, null_link},
    {1, ethernet_link},
    {6, token_ring_link},
    {7, arcnet_link},
    {8, slip_link},
    {9, ppp_link},
    {10, fddi_link},
    {12, raw_link},
    {14, raw_link},
    {50, ppp_serial_link},
    {51, pppoe_link},
    {100, atm_link},
    {101, raw_link},
    {104, cisco_hdlc_link},
    {105, ieee80211_link},
    {106, classical_ip_link},
    {107, frame_relay_link},
    {108, null_link},
    {109, enc_link},
    {113, linux_cooked_link},
    {119, prism_link},
    {122, fibre_channel_link},
    {127, radiotap_link},
    {129, arcnet_linux_link},
    {149, pktap_link},
    {163, avs_link},
    {192, ppi_link},
    {226, ipnet_link},
    {228, raw_link},
    {229, raw_link},
    {239, nflog_link},
    {258, pktap_link},
    {276, linux_cooked2_link},
    {281, broadcom_tag_link},
    {282, broadcom_prepended_tag_link},
    {284, dsa_link},
    {285, extended_dsa_link},
};
// clang-format on

}  // namespace

LinkDecoder link_decoder(int linktype) {
  const auto row =
      std::find_if(std::begin(kRows), std::end(kRows),
                   [linktype](const Row& candidate) { return candidate.linktype == linktype; });
  return row == std::end(kRows) ? nullptr : row->decode;
}

}  // namespace tapbond::text
