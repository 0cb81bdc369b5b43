; Inno Setup 6: the installer for Windows. Not run yet: see packaging/README.md.
;   iscc /DVersion=0.1.0 packaging\windows\img2loc.iss
#ifndef Version
  #error Say /DVersion=...
#endif

[Setup]
; Never changes: an installer finds an older installation by it.
AppId={{6B1F0F0E-52C3-4C43-8D0B-1A2B3C4D5E6F}
AppName=img2loc-desktop
AppVersion={#Version}
AppPublisher=The img2loc-desktop developers
DefaultDirName={autopf}\img2loc-desktop
DefaultGroupName=img2loc-desktop
DisableProgramGroupPage=yes
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=img2loc-desktop-{#Version}-windows-x86_64
SetupIconFile=..\..\build\icons\img2loc-desktop.ico
UninstallDisplayIcon={app}\img2loc-desktop.exe
Compression=lzma2/max
SolidCompression=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
; No administrator is needed: it goes into the user's own folder, or for all users if asked.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ChangesAssociations=yes
CloseApplications=yes
WizardStyle=modern

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[InstallDelete]
; Files of an older version that the new one no longer has.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\img2loc-desktop\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\img2loc-desktop"; Filename: "{app}\img2loc-desktop.exe"
Name: "{autodesktop}\img2loc-desktop"; Filename: "{app}\img2loc-desktop.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.img2loc"; ValueType: string; ValueData: "img2loc-desktop.case"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\img2loc-desktop.case"; ValueType: string; ValueData: "img2loc case"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\img2loc-desktop.case\DefaultIcon"; ValueType: string; ValueData: "{app}\img2loc-desktop.exe,0"
Root: HKA; Subkey: "Software\Classes\img2loc-desktop.case\shell\open\command"; ValueType: string; ValueData: """{app}\img2loc-desktop.exe"" ""%1"""
Root: HKA; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\img2loc.exe"; ValueType: string; ValueData: "{app}\img2loc.exe"; Flags: uninsdeletekey

[Run]
Filename: "{app}\img2loc-desktop.exe"; Description: "{cm:LaunchProgram,img2loc-desktop}"; Flags: nowait postinstall skipifsilent

[Code]
procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
begin
  if (CurUninstallStep = usPostUninstall) and not UninstallSilent then
    MsgBox('Your cases, settings and models stay where they are: ' +
      ExpandConstant('{localappdata}\img2loc-desktop'), mbInformation, MB_OK);
end;
