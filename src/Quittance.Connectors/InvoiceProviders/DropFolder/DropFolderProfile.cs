using Quittance.Domain.Intake;

namespace Quittance.Connectors.InvoiceProviders.DropFolder;

/// <summary>The name under which the drop folder is offered.</summary>
public static class DropFolderProfile
{
    /// <summary>A connection's folder has the connection's id for a name, below the operator's; nobody chooses a path.</summary>
    public static InvoiceProviderProfile Folder { get; } = new(
        "folder", "Drop folder",
        "A folder of the server, named by the connection's id, into which files are put: UBL, CII, Factur-X, and ZIP files of these. What was taken moves to done, what is no invoice to faulty.",
        ApiKey: null,
        [new(InvoiceProviderProfile.IntervalSetting, "How often the folder is looked into.", InvoiceProviderSettingKind.Duration, Default: "PT1M")],
        TimeSpan.FromMinutes(1));
}
