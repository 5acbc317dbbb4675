"""The texts of the login pages, in English and French."""

FRENCH = {
    "Log in": "Se connecter",
    "Username": "Nom d’utilisateur",
    "Password": "Mot de passe",
    "Use your DHIS2 username and password. They are checked by DHIS2 and not kept here.": (
        "Utilisez votre nom d’utilisateur et votre mot de passe DHIS2. DHIS2 les vérifie ; ils ne "
        "sont pas conservés ici."
    ),
    "Two-factor login at DHIS2? Use a personal access token (d2p_…) as the password.": (
        "Double authentification dans DHIS2 ? Utilisez un jeton d’accès personnel (d2p_…) comme "
        "mot de passe."
    ),
    "Login failed: check username and password. Whoever logs in to DHIS2 with a second factor "
    "uses a personal access token as the password. After three failures, wait 15 minutes. You "
    "also need an account here: ask your administrator.": (
        "Échec de la connexion : vérifiez le nom d’utilisateur et le mot de passe. Avec la double "
        "authentification de DHIS2, utilisez un jeton d’accès personnel comme mot de passe. Après "
        "trois échecs, attendez 15 minutes. Il vous faut aussi un compte ici : adressez-vous à "
        "votre administrateur."
    ),
    "DHIS2 does not answer, so nobody's password can be checked. Try again later. In an emergency "
    "an operator gets in with: vlmis users break-glass --reason …": (
        "DHIS2 ne répond pas : aucun mot de passe ne peut être vérifié. Réessayez plus tard. En "
        "urgence, un opérateur entre avec : vlmis users break-glass --reason …"
    ),
    "The form was too old, or came from another site. Try again.": (
        "Le formulaire était trop ancien ou venait d’un autre site. Réessayez."
    ),
    "This code is unknown, used, or too old. Make another one: vlmis users break-glass": (
        "Ce code est inconnu, utilisé ou trop ancien. Faites-en un autre : vlmis users break-glass"
    ),
    "Log out": "Se déconnecter",
    "Do you want to log out?": "Voulez-vous vous déconnecter ?",
    "Stay": "Rester",
    "Emergency login": "Connexion d’urgence",
    "Code from the command line": "Code de la ligne de commande",
    "vlmis users break-glass prints a code that works once, for ten minutes.": (
        "vlmis users break-glass affiche un code valable une fois, pendant dix minutes."
    ),
    "Vaccine stock": "Stock de vaccins",
}
CATALOGUES = {"en": {}, "fr": FRENCH}
