// What an interface carried over the time of a capture, as a drawing for HTML: SVG, drawn here, so
// that whoever reads it needs no script.
#pragma once

#include <string>

#include "sensor/traffic/time_bins.h"

namespace tapbond {

// Its bits by who sent them, packets, and where packets were moved. `name`: for who cannot
// see it, as text. Empty where the lane had no frame.
std::string rate_plot(const TimeBins& bins, std::size_t lane, const std::string& name);

}  // namespace tapbond
