// The numbers of the protocols over IP (IANA): libtins's names, and ours for what it has none for.
#pragma once

#include <tins/constants.h>

#include <cstdint>

namespace tapbond {

struct IpProtocol : Tins::Constants::IP {
  enum Other : std::uint8_t {
    kIgrp = 9,
    kMobileIp = 55,
    kOldMobileIp = 62,
    kEigrp = 88,
    kOspf = 89,
    kVrrp = 112,
    kPgm = 113,
    kMobility = 135,
    kEthernet = 143,
  };
};

}  // namespace tapbond
