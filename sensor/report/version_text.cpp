#include "sensor/report/version_text.h"

#include <fmt/format.h>
#include <pcap/pcap.h>
#include <spdlog/version.h>

#include <boost/version.hpp>

namespace tapbond {

std::string version_text() {
  return fmt::format("tapbond {}\n{}\nlibtins {}\nBoost {}.{}.{}\nspdlog {}.{}.{}\n",
                     TAPBOND_VERSION, pcap_lib_version(), TINS_VERSION, BOOST_VERSION / 100000,
                     BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, SPDLOG_VER_MAJOR,
                     SPDLOG_VER_MINOR, SPDLOG_VER_PATCH);
}

}  // namespace tapbond
