"""Which services had a part: one invented phrase a line, as guards write, traps included.

The four letters stand for fire, ems, police and a 911 call: I had a part, anything else had none.
"""

PHRASES = """
I--- SFD responded and reset the panel at 0312.
I--- Fire crew on site, checked 4th floor, all clear.
I--- Ladder 12 and Engine 5 on scene.
I--- Engine 9 arrived at 0233 hrs and silenced the alarm.
I--- FDNY responded to the CO alarm.
I--- Alarm company said fire was already on the way.
I--- FD enroute, cancelled by us.
I--- I cancelled the fire department after finding burnt popcorn.
I--- False alarm, firefighters gave all clear.
I--- Fire fighters forced the door of unit 3B.
I--- The Fire Marshall ordered the building evacuated.
I--- Battalion 3 took command.
I--- Los bomberos llegaron a las 0300.
I--- Fire Dept. was notified by the alarm co.
I--- Called FD for smoke in stairwell B.
I--- Resident's call brought the fire department out.
I--- Brigade called, stood down on arrival.
I--- CFA attended the alarm and reset FIP.
I--- Fire rescue extricated the driver.
I--- Fire truck arrived in the loading dock.
I--- Two fire trucks blocked the driveway while crews checked the roof.
---- Fire dept not called, alarm reset in house.
---- No fire response was needed.
---- FD did not respond as it was a test.
---- Fire department would have been called if it had spread.
---- Fire truck going by on the highway, not for us.
---- FD was here last month for the same detector.
---- Per post orders FD is to be called first.
---- Fire door on level 2 found propped.
---- Fire panel in trouble, reset.
---- Fire watch conducted every 30 minutes.
---- Employee said he was fired today.
---- Firewood stacked by the shed.
---- Campfire smell from the park.
---- Patrol fired up the generator.
---- Vehicle parked at fire hydrant, cited.
---- Annual fire drill held, all tenants out in 6 minutes.
---- Fireworks going off in the street.
---- Fire escape ladder down on north side.
---- Engine 3 of the tug would not start.
---- Truck 14 from FreshCo delivered late.
---- Truck 7 left the yard at 2210.
---- Ladder found leaning on the fence.
---- Moved to table E12 in the ballroom.
---- Resident of E7 complained of noise.
---- Lobby painting crew used ladder 3.
-I-- Ambulance called for unresponsive male at bus stop.
-I-- EMS on scene 1422, left 1440 w/ patient.
-I-- Paramedics checked her out and she declined transport.
-I-- Pt refused transport, signed refusal w/ Medic 7.
-I-- EMTs put him on a stretcher.
-I-- Medics cleared at 0330.
-I-- AMR transported one to Mercy.
-I-- ambulence came for the lady in 4c
-I-- Requested ambulance for guest who fell.
-I-- Ambo attended, pt taken to Royal.
-I-- Medical was called for a seizure in the lobby.
-I-- Medic 11 en route per dispatch.
-I-- RA 9 on scene.
-I-- Rescue 4 took the patient.
-I-- EMS was cancelled because he left.
-I-- She was taken by ambulance to the hospital.
-I-- Life flight landed in lot C.
-I-- EMT Jones bandaged the cut.
-I-- An ambulance was dispatched but no transport was made.
---- Offered medical attention, EMS refused by guest.
---- No ambulance needed, just a scrape.
---- Guest declined an ambulance.
---- He said he did not want EMS.
---- Asked if she needed an ambulance, she said no.
---- EMS not requested.
---- Would not let me call an ambulance.
---- Told her I could call an ambulance if it got worse.
---- Ambulance: N
---- Tenant said the ambulance came for his wife last week.
---- Medic bag inventoried.
---- Medical office door 210 unlocked.
---- Medical waste bin overflowing at clinic.
---- Ambulance bay door stuck open.
---- Rescue dog loose in lobby.
---- EMS panel showing chiller fault.
---- Emergency exit door alarm sounded.
---- Squad room light left on.
---- Squad 2 of the cleaning team started at 2200.
---- His brother drove him to the hospital.
---- Medication found in restroom, turned in.
--I- PD on scene 2310, cleared 2340.
--I- Police officer took statement from victim.
--I- 2 officers from MPD spoke with tenant.
--I- KCSO deputies searched the lot.
--I- State troopers stopped the vehicle at our gate.
--I- Sheriff's dept notified.
--I- I phoned the police at 0115 and they said a car would be sent.
--I- Cops came and told him to leave.
--I- Suspect arrested by RPD.
--I- Police report #26-44812 filed by tenant.
--I- PD case 26-1187.
--I- Detective Ruiz from APD called for video.
--I- Subject turned over to deputies.
--I- Law enforcement arrived and trespassed him.
--I- Called cops on the two males fighting.
--I- Police never showed up after being called twice.
--I- Waited 45 minutes for police, none came.
--I- Police were called but cancelled when he left.
--I- Non emergency was called for the noise.
--I- LAPD unit 9A21 cleared the parking structure.
--I- SWAT set up at the corner and evacuated us.
--I- Officer from Tucson Police came to get the footage.
--I- Trooper Diaz, badge 2214, gave card.
--I- polcie came and took him
--I- Constable Wood attended, ref 4471.
--I- HPD was flagged down on Elm and detained him.
---- Did not call police.
---- Police were not called as parties left.
---- Manager did not want police involved.
---- Told him if he came back police would be called.
---- He said he would call the police on us.
---- I advised I will contact PD next time.
---- Victim declined to file a police report.
---- Police contacted? No
---- Police notified: ____
---- She asked me not to call the cops.
---- Resident works for the police department.
---- Police came yesterday about the theft.
---- Advised resident to file a police report.
---- No need for PD.
---- Neither the cops nor an ambulance...
---- Security officer Banks on post.
---- Officer on duty checked doors.
---- S/O Patel policed the grounds for litter.
---- Police Plaza parking deck was locked.
---- K9 Rex completed sweep with Officer Lin of our staff.
---- Sgt. Hill relieved me at 0600.
---- Lt. Moore was notified.
---- Supervisor Sgt Cole arrived on site 0215.
---- Deputy manager locked the office.
---- Copied the log to the client.
---- Invoice PD 11/20.
---- SO Grant conducted patrol.
---- ISO cover found open.
---- Unit 2A14 had a water leak.
---- Parking officer ticketed a van.
---- Code enforcement left a notice.
III- Fire, police and ambulance all came to the crash.
II-- Fire and EMS responded, patient transported.
-II- PD and EMS notified.
I-I- PD/FD on scene.
---- Fire, police, EMS: none called.
---- No police, fire or EMS were called.
---- FD/EMS not required.
I--- Fire dept arrived, police not needed.
-I-- Ambulance called. Police: No.
--I- PD called, EMS declined.
---I Called 911 at 0314.
---I 911 was called by a guest.
---I RP called 9-1-1 and hung up.
---I Tenant had already dialed 911.
---I Emergency services were contacted.
---I First responders arrived and left.
---- Did not call 911.
---- Told him to call 911 if it happens again.
---- No 911 call was made.
---- 911 not called.
---- Room 911 vacant.
---- Porsche 911 parked in visitor.
---- Unit 911 complained.
I--I Called 911, fire dept came.
--II I called 911 and PD responded in 8 minutes.
"""
