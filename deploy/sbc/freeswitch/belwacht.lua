-- Belwacht: asked for a call before it leaves, over HTTP.
--
-- Put this file into scripts/, belwacht.curl (see there) into the configuration folder, and ask in the dial plan before the
-- extensions that leave by a gateway:
--
--   <extension name="belwacht" continue="true">
--     <condition field="destination_number" expression="^.+$">
--       <action application="lua" data="belwacht.lua" inline="true"/>
--     </condition>
--   </extension>
--
-- A refused call is answered 603, a diverted one is bridged to where Belwacht says. Everything else goes on: no answer within
-- half a second, another status than 200, a text that is no verdict. The program curl is needed, since mod_curl and
-- mod_xml_curl know whole seconds only.

-- Yours to change: Lua patterns. What may stand before a number here (an outside line, hidden caller), before a number
-- abroad, the country code, the digit before a national number; and numbers for help.
local lines = { '', '0', '9', '*31#', '#31#', '*67', '*82' }
local abroad = { '', '+', '00' }
local home = { '', '31' }
local national = { '', '0' }
local help = { '112', '911', '116%d%d%d' }
local config = '/etc/freeswitch/belwacht.curl'

-- Numbers for help are never asked about: whatever has six digits and fewer (no telephone number is that short, every
-- emergency number is), and those of `help` in all their spellings.
local function calls_for_help(dialled)
  local number = dialled:gsub(';.*$', ''):gsub('[^0-9+*#]', '')
  if dialled:match('^urn:service:sos') then return true end
  for _, line in ipairs(lines) do
    for _, far in ipairs(abroad) do
      local before = line .. far
      if number:sub(1, #before) == before then
        local rest = number:sub(#before + 1)
        if #rest <= 6 and rest:match('^%d*$') then return true end
        for _, code in ipairs(home) do
          for _, digit in ipairs(national) do
            for _, pattern in ipairs(help) do
              if rest:match('^' .. code .. digit .. pattern .. '$') then return true end
            end
          end
        end
      end
    end
  end
  return false
end

-- Nothing but letters, digits and percent signs is left of any text, so that a shell cannot be told anything.
local function escaped(text)
  return (tostring(text or ''):gsub('[^0-9A-Za-z]', function(c) return string.format('%%%02X', c:byte()) end))
end

local function variable(name)
  return session:getVariable(name) or ''
end

local function ask()
  local dialled = variable('destination_number')
  if calls_for_help(dialled) then return end
  local account = variable('sip_auth_username')
  if account == '' then account = variable('user_name') end
  local question = 'from=' .. escaped(variable('caller_id_number'))
    .. '&to=' .. escaped(dialled)
    .. '&account=' .. escaped(account)
    .. '&accountCode=' .. escaped(variable('accountcode'))
    .. '&address=' .. escaped(variable('sip_network_ip'))
    .. '&callId=' .. escaped(variable('uuid'))
  local curl = io.popen("curl --silent --fail --max-time 0.5 --config '" .. config .. "' --data '" .. question .. "' 2>/dev/null")
  if not curl then return end
  local answer = curl:read('*l') or ''
  curl:close()
  if answer == 'refuse' then
    session:execute('set', 'belwacht=refused')
    session:execute('respond', '603 Decline')
    session:hangup('CALL_REJECTED')
  else
    local target = answer:match('^divert (sips?:[%w@.:;=+_~%-%[%]]+)$')
    if target then
      session:execute('set', 'belwacht=diverted')
      session:execute('bridge', 'sofia/external/' .. target)
      session:hangup()
    end
  end
end

-- Whatever goes wrong here, the call goes on.
local ok, trouble = pcall(ask)
if not ok then freeswitch.consoleLog('WARNING', 'belwacht.lua: ' .. tostring(trouble) .. '\n') end
