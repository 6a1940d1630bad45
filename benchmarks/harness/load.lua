-- Sends prebuilt requests for wrk: at random, or each once. `wrk ... -- FILE random|once`.
-- The file holds, for each request, its size in bytes, a line feed, and the request itself.

local requests, place, once = {}, 0, false

function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  once = arguments[2] == "once"
  while true do
    local size = file:read("*n")
    if not size then break end
    file:read(1)
    requests[#requests + 1] = file:read(size)
  end
  file:close()
  math.randomseed(1) -- each server gets the same requests in the same order
end

function request()
  if not once then return requests[math.random(#requests)] end
  place = place + 1
  if place > #requests then
    wrk.thread:stop()
    place = #requests
  end
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "longest": %d, "failed": %d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
